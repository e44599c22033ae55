// Activations that few networks have: a page loads them where a file names one.

import * as nn from "../tensor/nn.js";
import { leakyRelu } from "../tensor/ops/relu.js";
import { logSoftmax } from "../tensor/ops/softmax.js";
import { exp, softplus } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";

export const rareActivations = {
  // Keras's slope of the function, where that of the layer is 0.3.
  leakyRelu: (x) => leakyRelu(x, { alpha: 0.2 }),
  logSoftmax,
  logSigmoid: nn.logSigmoid,
  hardTanh: nn.hardTanh,
  tanhShrink: nn.tanhShrink,
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
} as const satisfies { readonly [name: string]: (x: Tensor) => Tensor };

export type RareActivationName = keyof typeof rareActivations;
