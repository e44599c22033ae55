// Tensors whose neighbors do not lie side by side in memory, laid out row after row.

import { type Shape, sizeOf } from "../tensor/shape.js";

/**
 * Copies what lies at `start + index * strides` into a new array, last index fastest.
 * @param strides one for each axis, in numbers
 */
export function gatherStrided(values: Float32Array, shape: Shape, strides: readonly number[], start = 0): Float32Array {
  const gathered = new Float32Array(sizeOf(shape));
  const index = shape.map(() => 0);
  let source = start;
  for (let place = 0; place < gathered.length; place += 1) {
    gathered[place] = values[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      index[axis]! += 1;
      source += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      source -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return gathered;
}
