// Pauses between steps: without them, signals, messages of threads and the page would have to wait.

/** Milliseconds between two pauses. */
const INTERVAL = 50;

/** A function to call after every step; now and then it waits until waiting events are handled. */
export function yieldToEvents(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
