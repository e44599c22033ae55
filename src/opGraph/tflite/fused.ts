// What TensorFlow Lite's ops do to their output before it is stored.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { clip, relu, relu6 } from "../../tensor/ops/relu.js";
import { tanh } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { wordOf } from "../attributes.js";
import { roundable, within } from "../functions/rounding.js";
import type { OpFunction } from "../opTable.js";

interface Activation {
  readonly of: (x: Tensor) => Tensor;
  /** What it limits numbers to, if it does nothing else. */
  readonly bounds?: readonly [least: number, largest: number];
}

const { NEGATIVE_INFINITY, POSITIVE_INFINITY } = Number;

const activations: { readonly [name: string]: Activation } = {
  NONE: { of: (x) => x, bounds: [NEGATIVE_INFINITY, POSITIVE_INFINITY] },
  RELU: { of: relu, bounds: [0, POSITIVE_INFINITY] },
  RELU6: { of: relu6, bounds: [0, 6] },
  RELU_N1_TO_1: { of: (x) => clip(x, -1, 1), bounds: [-1, 1] },
  TANH: { of: tanh },
};

function activationOf(node: GraphNode): Activation {
  const name = wordOf(node, "fusedActivationFunction", "NONE");
  const activation = activations[name];
  if (activation === undefined) throw new LinnetError(`linnet does not know the activation ${name}`);
  return activation;
}

/** With the op's activation. */
export function activated(y: Tensor, node: GraphNode): Tensor {
  return activationOf(node).of(y);
}

/** `roundable`, with the op's activation, which `roundedBy` leaves out. */
export function roundableWithActivation(op: OpFunction, roundedBy: Parameters<typeof roundable>[1]): OpFunction {
  return roundable(op, (inputs, node, context) => {
    const { bounds } = activationOf(node);
    const found = bounds === undefined ? null : roundedBy(inputs, node, context);
    return found && { ...found, requantize: (rounding) => found.requantize(within(rounding, ...bounds!)) };
  });
}
