// What zip files deflate.

import { Inflate } from "fflate";
import { LinnetError } from "../../tensor/errors.js";

/** Bytes that are inflated at once: they become a thousand times as many at most. */
const PIECE = 2 ** 14;

/**
 * Piece by piece, so that an entry that is longer than it says ends soon after that.
 * @throws LinnetError beginning with `where` if it is damaged
 */
export function inflate(data: Uint8Array, size: number, where: string): Uint8Array {
  const content = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((inflated) => {
    if (length + inflated.length > size) throw new LinnetError(`${where}: expected ${size} bytes, got more`);
    content.set(inflated, length);
    length += inflated.length;
  });
  try {
    for (let start = 0; start === 0 || start < data.length; start += PIECE)
      stream.push(data.subarray(start, start + PIECE), start + PIECE >= data.length);
  } catch (error) {
    if (error instanceof LinnetError) throw error;
    throw new LinnetError(`${where}: it is damaged: ${error instanceof Error ? error.message : error}`);
  }
  if (length === size) return content;
  throw new LinnetError(`${where}: expected ${size} bytes, got ${length}`);
}
