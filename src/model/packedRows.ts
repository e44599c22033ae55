// Rows of several arrays packed into one: each row has all inputs, or all outputs, of an example, one after the other.
// Code that makes, shuffles, mixes or keeps batches sees one array, however many inputs a network has.

import { LinnetError } from "../tensor/errors.js";

/**
 * The arrays packed in `rows` `[count, sum of lengths]`, each `[count, length]`; a single array is returned as it is.
 * @throws LinnetError if the rows of several arrays have another length
 */
export function unpackRows(rows: Float32Array, count: number, lengths: readonly number[]): Float32Array[] {
  if (lengths.length === 1) return [rows];
  const rowLength = lengths.reduce((total, length) => total + length, 0);
  if (rows.length !== count * rowLength)
    throw new LinnetError(
      `batch: expected ${count} rows of ${lengths.join(" + ")} numbers, one after the other, got ${rows.length} numbers`,
    );
  let offset = 0;
  return lengths.map((length) => {
    const values = new Float32Array(count * length);
    for (let row = 0; row < count; row += 1) {
      const from = row * rowLength + offset;
      values.set(rows.subarray(from, from + length), row * length);
    }
    offset += length;
    return values;
  });
}
