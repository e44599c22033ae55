// Ctrl-C: the first asks for a clean stop, the second ends the process.

import { constants } from "node:os";
import { tell } from "./print.js";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** What shells expect of a process that a signal ended, once it has saved what it had. */
const codeOf = (name: (typeof SIGNALS)[number]): number => 128 + constants.signals[name];

export interface Interruptible {
  /** Said at the first Ctrl-C: how it will end. */
  readonly message: string;
  /** May end as it likes once the signal is given, or throw the signal's reason; the exit code tells of it either way. */
  work(signal: AbortSignal): Promise<void>;
  /** Called if the work was stopped before it had a result: tells the user so, and how to go on. */
  stopped?(): void;
}

/** Does work that Ctrl-C stops, as a kill and the end of the terminal do. */
export async function interruptibly({ message, work, stopped }: Interruptible): Promise<void> {
  const controller = new AbortController();
  const interrupt = (name: (typeof SIGNALS)[number]): void => {
    if (controller.signal.aborted) process.exit(codeOf(name));
    process.exitCode = codeOf(name);
    tell(`\n${message}`);
    controller.abort();
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
    stopped?.();
  } finally {
    for (const name of SIGNALS) process.off(name, interrupt);
  }
}
