// Repeats a tensor along axes of length 1, as arithmetic does implicitly.

import { checkList } from "../checkArgument.js";
import { expect, expectWhole } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sameShape, stridesOf } from "../shape.js";
import type { Tensor } from "../tensor.js";

export const broadcastToOp = defineOp<{ readonly shape: Shape }, ["x"], "broadcastTo">({
  name: "broadcastTo",
  inputs: ["x"],
  shape: ([x], { shape }) => {
    for (const length of shape) expectWhole("a length of shape", length, 0);
    const common = broadcastShapes(x!, shape);
    expect(
      common !== null && sameShape(common, shape),
      () => `${formatShape(x!)} does not broadcast to ${formatShape(shape)}`,
    );
    return shape;
  },
  reference: ([x], y, { inputs, output }) => {
    const from = broadcastStrides(inputs[0]!, output);
    const to = stridesOf(output);
    for (let i = 0; i < y.length; i += 1) {
      let source = 0;
      for (let axis = 0; axis < to.length; axis += 1)
        source += (Math.floor(i / to[axis]!) % output[axis]!) * from[axis]!;
      y[i] = x![source]!;
    }
  },
  isIdentity: ({ inputs, output }) => sameShape(inputs[0]!, output),
  gradient: "listed",
});

/** x repeated to `shape`, by NumPy's rule. @throws ShapeError if x does not broadcast to it */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkList("broadcastTo", "shape", shape, "number");
  return apply(broadcastToOp, [x], { shape });
}
