// Initial matrices of a form: orthogonal, and the identity. A kernel is a matrix of all its axes but the last, by the last.

import { LinnetError } from "../tensor/errors.js";
import { normalRandom } from "../tensor/random.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";

/** Random vectors at right angles to each other, each of length `gain`: rows or columns, whichever are fewer (arXiv 1312.6120). */
export function orthogonal(shape: Shape, gain: number, uniform: () => number): Float32Array {
  if (shape.length < 2)
    throw new LinnetError(`orthogonal: expected a weight of two axes or more, got ${formatShape(shape)}`);
  const [rows, columns] = [sizeOf(shape.slice(0, -1)), shape.at(-1)!];
  const [length, count] = [Math.max(rows, columns), Math.min(rows, columns)];
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const vector = Float64Array.from({ length }, () => normalRandom(uniform));
    // Gram and Schmidt's method; the second round takes off what rounding has left.
    for (const other of [...vectors, ...vectors]) subtractPart(vector, other);
    const size = Math.sqrt(dot(vector, vector));
    vectors.push(vector.map((value) => value / size));
  }
  const elementAt = (row: number, column: number): number =>
    rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
  return Float32Array.from(
    { length: rows * columns },
    (_, index) => gain * elementAt(Math.floor(index / columns), index % columns),
  );
}

/** A matrix with `gain` on its diagonal, zeros elsewhere. */
export function identity(shape: Shape, gain: number): Float32Array {
  if (shape.length !== 2) throw new LinnetError(`identity: expected a weight of two axes, got ${formatShape(shape)}`);
  const columns = shape[1]!;
  return Float32Array.from({ length: sizeOf(shape) }, (_, index) =>
    Math.floor(index / columns) === index % columns ? gain : 0,
  );
}

function subtractPart(vector: Float64Array, unit: Float64Array): void {
  const part = dot(vector, unit);
  for (let i = 0; i < vector.length; i += 1) vector[i]! -= part * unit[i]!;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i += 1) sum += a[i]! * b[i]!;
  return sum;
}
