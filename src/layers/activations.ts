// Activations by Keras's names (https://keras.io/api/layers/activations), in camel case: its hard_swish is `hardSwish`.

import { expect } from "../tensor/errors.js";
import { hardSigmoid, hardSwish } from "../tensor/nn.js";
import { relu, relu6 } from "../tensor/ops/relu.js";
import { softmax } from "../tensor/ops/softmax.js";
import { sigmoid, tanh } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";

export type ActivationName = "linear" | "relu" | "relu6" | "softmax" | "sigmoid" | "tanh" | "hardSigmoid" | "hardSwish";

export const activations: { readonly [Name in ActivationName]: (x: Tensor) => Tensor } = {
  linear: (x) => x,
  relu,
  relu6,
  softmax,
  sigmoid,
  tanh,
  hardSigmoid,
  hardSwish,
};

/** @throws Expectation if the activation is unknown */
export function expectActivation(name: string): void {
  expect(
    Object.hasOwn(activations, name),
    () => `expected an activation among ${Object.keys(activations).join(", ")}, got "${name}"`,
  );
}
