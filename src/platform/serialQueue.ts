// Calls that wait for each other: a program has one memory, and its next run overwrites its results.

/** Starts a task once all earlier ones have ended, well or badly, and gives its result. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue that runs one task at a time. */
export function serialQueue(): SerialQueue {
  let previous: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = previous.then(task);
    previous = result.catch(() => undefined);
    return result;
  };
}
