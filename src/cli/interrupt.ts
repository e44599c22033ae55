// Ctrl-C: the first asks for a clean stop, the second ends the process.

/** What shells expect of a process that Ctrl-C ended. */
export const INTERRUPTED = 130;

/** A signal that Ctrl-C (or a kill) gives, and the way to stop listening. */
export function interruptSignal(message: string): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(INTERRUPTED);
    console.error(`\n${message}`);
    controller.abort();
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return {
    signal: controller.signal,
    release: () => {
      process.off("SIGINT", interrupt).off("SIGTERM", interrupt);
    },
  };
}
