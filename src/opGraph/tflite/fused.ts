// What TensorFlow Lite's ops do to their output before it is stored.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { clip, relu, relu6 } from "../../tensor/ops/relu.js";
import { tanh } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { numbersOf, wordOf } from "../attributes.js";

const activations: { readonly [name: string]: (x: Tensor) => Tensor } = {
  NONE: (x) => x,
  RELU: relu,
  RELU6: relu6,
  RELU_N1_TO_1: (x) => clip(x, -1, 1),
  TANH: tanh,
};

/**
 * The op's activation. Without one, a quantized output whose integers cannot be negative, or cannot be positive, is limited
 * to what they can be: converters leave out an activation that such a range replaces.
 */
export function activated(y: Tensor, node: GraphNode): Tensor {
  const name = wordOf(node, "fusedActivationFunction", "NONE");
  const activation = activations[name];
  if (activation === undefined) throw new LinnetError(`linnet does not know the activation ${name}`);
  return name === "NONE" ? limited(y, node) : activation(y);
}

function limited(y: Tensor, node: GraphNode): Tensor {
  const [least, largest] = numbersOf(node, "outputRange0") ?? [];
  if (least === undefined || largest === undefined || (least < 0 && largest > 0)) return y;
  return clip(y, Math.fround(least), Math.fround(largest));
}
