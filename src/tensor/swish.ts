// The activations of mobile networks, composed of ops.

import { add, mul } from "./ops/binary.js";
import { relu6 } from "./ops/relu.js";
import { sigmoid } from "./ops/unary.js";
import type { Tensor } from "./tensor.js";

/** `relu6(x + 3) / 6`: a sigmoid of straight lines (MobileNetV3, arXiv 1905.02244, section 5.2). */
export function hardSigmoid(x: Tensor): Tensor {
  return mul(relu6(add(x, 3)), 1 / 6);
}

/** `x * relu6(x + 3) / 6` (MobileNetV3, arXiv 1905.02244, section 5.2). */
export function hardSwish(x: Tensor): Tensor {
  return mul(mul(x, relu6(add(x, 3))), 1 / 6);
}

/** `x sigmoid(x)`, also called swish (arXiv 1702.03118). */
export function silu(x: Tensor): Tensor {
  return mul(x, sigmoid(x));
}
