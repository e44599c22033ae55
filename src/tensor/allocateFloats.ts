// Memory for numbers, or an error in words.

import { LinnetError } from "./errors.js";

/** @param what the numbers are for, as in "openImageLoader: a batch" @throws LinnetError if there is no memory for so many */
export function allocateFloats(what: string, length: number): Float32Array {
  try {
    return new Float32Array(length);
  } catch {
    throw new LinnetError(`${what} of ${length} numbers does not fit into memory`);
  }
}
