// Activations by Keras's names (https://keras.io/api/layers/activations), in camel case or in Keras's spelling.

import { entryByName, type SnakeCase } from "../tensor/entryByName.js";
import * as nn from "../tensor/nn.js";
import { leakyRelu, relu, relu6 } from "../tensor/ops/relu.js";
import { logSoftmax, softmax } from "../tensor/ops/softmax.js";
import { exp, sigmoid, softplus, tanh } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";

/** `glu` is no activation of a layer here, because it halves the channels, and `sparsemax` has no op. */
export type ActivationName =
  | ("linear" | "relu" | "relu6" | "leakyRelu" | "softmax" | "logSoftmax" | "sigmoid" | "logSigmoid" | "hardSigmoid")
  | (
      | "tanh"
      | "hardTanh"
      | "tanhShrink"
      | "hardSwish"
      | "hardSilu"
      | "silu"
      | "swish"
      | "elu"
      | "celu"
      | "selu"
      | "gelu"
    )
  | ("mish" | "softplus" | "softsign" | "exponential" | "hardShrink" | "softShrink" | "sparsePlus" | "sparseSigmoid")
  | "squareplus";

/** A name in either spelling; null is `linear`, as Keras's None. */
export type ActivationOption = ActivationName | SnakeCase<ActivationName> | null;

export const activations: { readonly [Name in ActivationName]: (x: Tensor) => Tensor } = {
  linear: (x) => x,
  relu,
  relu6,
  // Keras's slope of the function, where that of the layer is 0.3.
  leakyRelu: (x) => leakyRelu(x, { alpha: 0.2 }),
  softmax,
  logSoftmax,
  sigmoid,
  logSigmoid: nn.logSigmoid,
  hardSigmoid: nn.hardSigmoid,
  tanh,
  hardTanh: nn.hardTanh,
  tanhShrink: nn.tanhShrink,
  hardSwish: nn.hardSwish,
  hardSilu: nn.hardSwish,
  silu: nn.silu,
  swish: nn.silu,
  elu: (x) => nn.elu(x),
  celu: (x) => nn.celu(x),
  selu: nn.selu,
  gelu: nn.gelu,
  mish: nn.mish,
  softplus,
  softsign: nn.softsign,
  exponential: exp,
  hardShrink: (x) => nn.hardShrink(x),
  softShrink: (x) => nn.softShrink(x),
  sparsePlus: nn.sparsePlus,
  sparseSigmoid: nn.sparseSigmoid,
  squareplus: (x) => nn.squareplus(x),
};

const names = Object.fromEntries(Object.keys(activations).map((name) => [name, name])) as {
  readonly [Name in ActivationName]: ActivationName;
};

/** @param where whose activation it is, such as `Dense` @throws LinnetError naming the nearest activation if it is unknown */
export function activationName(where: string, given: ActivationOption | undefined): ActivationName {
  return given === undefined || given === null ? "linear" : entryByName(`${where}: activation`, names, given);
}
