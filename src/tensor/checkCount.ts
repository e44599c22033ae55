// The check of every argument that counts something: batches, epochs, threads.

import { LinnetError } from "./errors.js";

/** @throws LinnetError naming the argument unless it is a whole number of 1 or more */
export function checkCount(where: string, name: string, value: number): void {
  if (!Number.isInteger(value) || value < 1)
    throw new LinnetError(`${where}: expected ${name} to be a whole number of 1 or more, got ${value}`);
}
