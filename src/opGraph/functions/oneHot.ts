// Rows with a number for one place and another for all others.

import { add, mul } from "../../tensor/ops/binary.js";
import { oneHot } from "../../tensor/ops/indexing.js";
import { checkSize, madeValue } from "../knownValues.js";
import { isKnown, shapeOf, toTensor, type Value } from "../value.js";
import { axisOf } from "./axes.js";
import { transposed } from "./shapes.js";

export interface OneHot {
  readonly depth: number;
  readonly on: number;
  readonly off: number;
  /** Where the new axis is; -1 is the last. */
  readonly axis: number;
}

/** `on` at each index along a new axis, else `off`; only that where an index is outside. */
export function oneHotValue(indexes: Value, { depth, on, off, axis }: OneHot): Value {
  const { length: rank } = shapeOf(indexes);
  checkSize([...shapeOf(indexes), depth], isKnown(indexes));
  const hot = add(mul(oneHot(toTensor(indexes), depth), on - off), off);
  const at = axisOf(axis, rank + 1);
  const order = Array.from({ length: rank + 1 }, (_, place) => (place === at ? rank : place - Number(place > at)));
  return transposed(madeValue(hot, "float32"), order);
}
