// Functions composed of ops: networks have names for them, but gradients and backends need no rule for them.

import { add, mul } from "./ops/binary.js";
import { relu6 } from "./ops/relu.js";
import type { Tensor } from "./tensor.js";

/** `relu6(x + 3) / 6`: a sigmoid of straight lines (MobileNetV3, arXiv 1905.02244, section 5.2). */
export function hardSigmoid(x: Tensor): Tensor {
  return mul(relu6(add(x, 3)), 1 / 6);
}

/** `x * relu6(x + 3) / 6` (MobileNetV3, arXiv 1905.02244, section 5.2). */
export function hardSwish(x: Tensor): Tensor {
  return mul(mul(x, relu6(add(x, 3))), 1 / 6);
}
