// From a tensor back to what made it: from a softmax to its logits, for losses and heat maps.

import { isCallOf } from "./op.js";
import type { OpDefinition, Tensor } from "./tensor.js";

/** The input of this op if it made `output`, else null. */
export function inputOf<A extends object>(op: OpDefinition<A, ["x"]>, output: Tensor): Tensor | null {
  return isCallOf(output.producer, op) ? output.producer.inputs[0]! : null;
}
