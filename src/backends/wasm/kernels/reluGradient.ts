// The gradient of relu and its family, on vectors of four floats.

import { reluGradientOp } from "../../../tensor/gradients/relu.js";
import { f32x4, v128 } from "../assembler/expression.js";
import { flat } from "./elementwise.js";
import { constant } from "./lanes.js";

export const reluGradient = flat(reluGradientOp, ([dy, y], { low, high, slope }) => {
  const above = f32x4.greater(y, constant(low));
  const inside = high === null ? above : v128.and(above, f32x4.less(y, constant(high)));
  return v128.select(dy, f32x4.multiply(dy, constant(slope)), inside);
});
