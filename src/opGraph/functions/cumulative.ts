// Sums of all entries of an axis up to each.

import { LinnetError } from "../../tensor/errors.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { Tensor } from "../../tensor/tensor.js";
import { shapeOf, type Value } from "../value.js";
import { axisOf } from "./axes.js";
import { alongAxis } from "./lastAxis.js";

/** The sums are a product with a matrix of that many rows and columns. */
const MOST_ENTRIES = 2048;

export interface Cumulative {
  readonly axis: number;
  /** Whether an entry does not count in its own sum. */
  readonly exclusive: boolean;
  /** Whether sums go from the end. */
  readonly reverse: boolean;
}

/** See https://www.tensorflow.org/api_docs/python/tf/math/cumsum. @throws LinnetError if the axis is longer than 2048 */
export function cumulativeSums(x: Value, { axis, exclusive, reverse }: Cumulative): Value {
  const length = shapeOf(x)[axisOf(axis, shapeOf(x).length)]!;
  if (length > MOST_ENTRIES) throw new LinnetError(`expected at most ${MOST_ENTRIES} entries to sum up, got ${length}`);
  const counts = Float32Array.from({ length: length * length }, (_, cell) => {
    const [from, to] = [Math.floor(cell / length), cell % length];
    const distance = reverse ? from - to : to - from;
    return Number(exclusive ? distance > 0 : distance >= 0);
  });
  const matrix = Tensor.from(counts, [length, length]);
  return alongAxis(x, axis, (rows) =>
    reshape(matMul(reshape(rows, [rows.size / Math.max(length, 1), length]), matrix), rows.shape),
  );
}
