// Ctrl-C: the first asks for a clean stop, the second ends the process.

import { tell } from "./print.js";

/** What shells expect of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

export interface Interruptible {
  /** Said at the first Ctrl-C: how it will end. */
  readonly message: string;
  /** May end as it likes once the signal is given; where it throws the signal's reason, the exit code tells of it. */
  work(signal: AbortSignal): Promise<void>;
  /** Says what is left, before that. */
  stopped?(): void;
}

/** Does work that Ctrl-C stops, as a kill and the end of the terminal do. */
export async function interruptibly({ message, work, stopped }: Interruptible): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    tell(`\n${message}`);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
    stopped?.();
    process.exitCode = INTERRUPTED;
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}
