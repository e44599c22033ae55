// Ctrl-C: the first asks for a clean stop, the second ends the process.

/** What shells expect of a process that Ctrl-C ended. */
const INTERRUPTED = 130;

export interface Interruptible {
  /** Said at the first Ctrl-C: how it will end. */
  readonly message: string;
  /** May end as it likes once the signal is given; where it throws the signal's reason, the exit code tells of it. */
  work(signal: AbortSignal): Promise<void>;
  /** Says what is left, before that. */
  stopped?(): Promise<void>;
}

/** Does work that Ctrl-C (or a kill) stops. */
export async function interruptibly({ message, work, stopped }: Interruptible): Promise<void> {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    console.error(`\n${message}`);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  try {
    await work(controller.signal);
  } catch (error) {
    if (error !== controller.signal.reason) throw error;
    await stopped?.();
    process.exitCode = INTERRUPTED;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
  }
}
