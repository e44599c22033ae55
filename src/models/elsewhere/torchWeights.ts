// A layer's weights as PyTorch keeps them: other names, and kernels with their axes in another order.

import type { Layer } from "../../layers/layer.js";
import type { Parameter } from "../../layers/parameter.js";
import { LinnetError } from "../../tensor/errors.js";
import { transpose } from "../../tensor/ops/transpose.js";
import type { Shape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import type { NamedLayer } from "./units.js";

/** A weight of linnet's, and how PyTorch keeps it. */
export interface TorchWeight {
  readonly parameter: Parameter;
  readonly name: string;
  readonly shape: Shape;
  /** Of linnet's axes, in PyTorch's order. */
  readonly permutation: readonly number[];
}

const names: { readonly [weight: string]: string } = {
  kernel: "weight",
  depthwise_kernel: "weight",
  bias: "bias",
  gamma: "weight",
  beta: "bias",
  moving_mean: "running_mean",
  moving_variance: "running_var",
};

/** Each weight of these layers. */
export function torchWeights(layers: readonly NamedLayer[]): TorchWeight[] {
  return layers.flatMap(([layer, module]) =>
    layer.parameters.map((parameter) => {
      const name = names[parameter.weightName];
      if (name === undefined) throw new LinnetError(`weight "${parameter.name}": PyTorch has no name for it`);
      return { parameter, name: `${module}.${name}`, ...layoutOf(layer, parameter, module) };
    }),
  );
}

function layoutOf(
  layer: Layer,
  { shape, weightName }: Parameter,
  module: string,
): Pick<TorchWeight, "shape" | "permutation"> {
  if (shape.length === 1) return { shape, permutation: [0] };
  if (shape.length === 2) return { shape: shape.toReversed(), permutation: [1, 0] };
  const [height, width, inputs, outputs] = shape as [number, number, number, number];
  if (weightName === "depthwise_kernel")
    return { shape: [inputs * outputs, 1, height, width], permutation: [2, 3, 0, 1] };
  // Keras's classifiers are convolutions of one place, of which the other programs make dense layers.
  const isDense = layer.className === "Conv2D" && /^(classifier|fc)\b/.test(module);
  return { shape: isDense ? [outputs, inputs] : [outputs, inputs, height, width], permutation: [3, 2, 0, 1] };
}

/** The values in linnet's order. */
export function fromTorch({ parameter, permutation }: TorchWeight, values: Float32Array): Float32Array {
  if (permutation.length === 1) return values;
  const permuted = permutation.map((axis) => parameter.shape[axis]!);
  const back = permutation.map((_, axis) => permutation.indexOf(axis));
  return transpose(Tensor.from(values, permuted), back).values;
}

/** The values in PyTorch's order. */
export function toTorch({ parameter, permutation }: TorchWeight, values: Float32Array): Float32Array {
  if (permutation.length === 1) return values;
  return transpose(Tensor.from(values, parameter.shape), permutation).values;
}
