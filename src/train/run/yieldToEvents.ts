// Letting others in: signals, messages of threads and the page wait while one step follows the other without a pause.

/** Milliseconds between two pauses. */
const INTERVAL = 50;

/** A function to be called after every step; now and then it waits until all that waits outside was served. */
export function yieldToEvents(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < INTERVAL) return;
    await new Promise((resolve) => setTimeout(resolve, 0));
    last = performance.now();
  };
}
