// The check of every argument that counts something: batches, epochs, threads.

import { describe } from "./describe.js";
import { LinnetError } from "./errors.js";

/**
 * @param least the smallest count that is allowed. Default: 1.
 * @throws LinnetError naming the argument unless it is a whole number of `least` or more
 */
export function checkCount(where: string, name: string, value: number, least = 1): void {
  if (!Number.isSafeInteger(value) || value < least)
    throw new LinnetError(
      `${where}: expected ${name} to be a whole number of ${least} or more, got ${describe(value)}`,
    );
}

/** Each thread has an engine of its own, with tens of megabytes. */
const MOST_THREADS = 256;

/** @throws LinnetError unless it is a whole number of `least` (default: 1) to 256 */
export function checkThreads(where: string, threads: number, least = 1): void {
  checkCount(where, "threads", threads, least);
  if (threads > MOST_THREADS)
    throw new LinnetError(`${where}: expected threads to be ${MOST_THREADS} at most, got ${threads}`);
}
