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
