// Calls that wait for each other: a program has one memory, and its results are overwritten by its next run.

/** Starts a task when all that were given before it have ended, well or badly, and gives its result. */
export type SerialQueue = <T>(task: () => Promise<T>) => Promise<T>;

/** A queue of tasks, of which one runs at a time. */
export function serialQueue(): SerialQueue {
  let previous: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = previous.then(task);
    previous = result.catch(() => undefined);
    return result;
  };
}
