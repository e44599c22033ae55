// Gradients of relu and its family, and of dropout. What they do at infinities and NaN: docs/numerics.md.

import { apply, defineOp, gradientOf } from "../op.js";
import { greaterEqual, mul } from "../ops/binary.js";
import { dropoutOp } from "../ops/dropout.js";
import { clipOp, leakyReluOp, relu6Op, reluOp } from "../ops/relu.js";
import { where } from "../ops/where.js";
import type { OpDefinition } from "../tensor.js";

/** Slope 1 strictly between `low` and `high`, null for no bound, and `slope` elsewhere and at NaN. */
interface Kinks {
  readonly low: number;
  readonly high: number | null;
  readonly slope: number;
}

const RELU: Kinks = { low: 0, high: null, slope: 0 };
const RELU6: Kinks = { low: 0, high: 6, slope: 0 };

/**
 * dx = dy if low < y < high, else slope * dy. It reads the output y instead of the input, which tells the same for all
 * three, so that the op before can apply the activation in training plans too.
 */
export const reluGradientOp: OpDefinition<Kinks, ["dy", "y"], "reluGradient"> = defineOp({
  name: "reluGradient",
  inputs: ["dy", "y"],
  elementwise: true,
  shape: ([dy]) => dy!,
  reference: ([dy, y], dx, { attributes: { low, high, slope } }) => {
    const isBelow = (value: number): boolean => high === null || value < high;
    for (let i = 0; i < dx.length; i += 1) dx[i] = y![i]! > low && isBelow(y![i]!) ? dy![i]! : slope * dy![i]!;
  },
  gradient: "listed",
});

export const reluGradients = [
  gradientOf(reluOp, { x: (dy, { output }) => apply(reluGradientOp, [dy, output], RELU) }),
  gradientOf(relu6Op, { x: (dy, { output }) => apply(reluGradientOp, [dy, output], RELU6) }),
  gradientOf(leakyReluOp, {
    x: (dy, { output, attributes }) => apply(reluGradientOp, [dy, output], { ...RELU, slope: attributes.alpha }),
  }),
  gradientOf(reluGradientOp, {
    dy: (ddx, { inputs, attributes }) => apply(reluGradientOp, [ddx, inputs[1]!], attributes),
    y: null,
  }),
  gradientOf(clipOp, {
    x: (dy, { inputs: [x], attributes: { low, high } }) =>
      where(mul(greaterEqual(x!, low), greaterEqual(high, x!)), dy, 0),
  }),
  // The same mask.
  gradientOf(dropoutOp, {
    x: (dy, { inputs, attributes }) => apply(dropoutOp, [dy, inputs[1]!], attributes),
    step: null,
  }),
];
