// Rows of several arrays packed into one: of each example all its inputs, or all its outputs, one after the other.
// Whoever makes, shuffles, mixes or keeps batches sees one array, however many inputs a network has.

/** The arrays that `rows` `[count, sum of lengths]` are packed of, each `[count, length]`; one array is given as it is. */
export function unpackRows(rows: Float32Array, count: number, lengths: readonly number[]): Float32Array[] {
  if (lengths.length === 1) return [rows];
  const rowLength = lengths.reduce((total, length) => total + length, 0);
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
