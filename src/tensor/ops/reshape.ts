// Reshape: the same values in the same order in another shape.

import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../shape.js";
import { inferShape, type Tensor } from "../tensor.js";

export const reshapeOp = defineOp<{ readonly shape: Shape }, ["x"], "reshape">({
  name: "reshape",
  inputs: ["x"],
  view: true,
  shape: ([x], { shape }) => {
    expect(
      sizeOf(x!) === sizeOf(shape),
      () => `${formatShape(x!)} does not have the elements of ${formatShape(shape)}`,
    );
    return shape;
  },
  reference: ([x], y) => y.set(x!),
  isIdentity: ({ inputs, output }) => sameShape(inputs[0]!, output),
  gradient: "listed",
});

/**
 * The same values in another shape; one axis may be -1 and is inferred.
 * @throws LinnetError if the number of elements differs
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensor("reshape", "x", x);
  return apply(reshapeOp, [x], { shape: inferShape(shape, x.size) });
}

/** `[batch, ...]` as `[batch, features]`. */
export function flatten(x: Tensor): Tensor {
  checkTensor("flatten", "x", x);
  return reshape(x, [x.shape[0] ?? 1, -1]);
}
