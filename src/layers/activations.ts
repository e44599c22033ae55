// Activations by Keras's names (https://keras.io/api/layers/activations), in camel case or in Keras's spelling.

import { entryByName, type SnakeCase } from "../tensor/entryByName.js";
import { relu, relu6 } from "../tensor/ops/relu.js";
import { softmax } from "../tensor/ops/softmax.js";
import { sigmoid, tanh } from "../tensor/ops/unary.js";
import { hardSigmoid, hardSwish, silu } from "../tensor/swish.js";
import type { Tensor } from "../tensor/tensor.js";
import type { RareActivationName } from "./rareActivations.js";

type Activate = (x: Tensor) => Tensor;

/** Those of networks that pages usually have. */
const usual = {
  linear: (x) => x,
  relu,
  relu6,
  softmax,
  sigmoid,
  hardSigmoid,
  tanh,
  hardSwish,
  hardSilu: hardSwish,
  silu,
  swish: silu,
} as const satisfies { readonly [name: string]: Activate };

/** `glu` is no activation of a layer here, because it halves the channels, and `sparsemax` has no op. */
export type ActivationName = keyof typeof usual | RareActivationName;

/** A name in either spelling; null is `linear`, as Keras's None. */
export type ActivationOption = ActivationName | SnakeCase<ActivationName> | null;

const known = new Map<string, Activate>(Object.entries(usual));

/** Makes the rarer ones known, which not every page loads. */
export function nameActivations(activations: { readonly [Name in RareActivationName]: Activate }): void {
  for (const [name, activate] of Object.entries(activations)) known.set(name, activate);
}

/** Whether one of that name, in our spelling, is known. */
export function isKnownActivation(name: string): boolean {
  return known.has(name);
}

export function activationNames(): ActivationName[] {
  return [...known.keys()] as ActivationName[];
}

/** @param where whose activation it is, such as `Dense` @throws LinnetError naming the nearest activation if it is unknown */
export function activationName(where: string, given: ActivationOption | undefined): ActivationName {
  const names = Object.fromEntries(activationNames().map((name) => [name, name]));
  return given === undefined || given === null ? "linear" : entryByName(`${where}: activation`, names, given);
}

export function activate(name: ActivationName, x: Tensor): Tensor {
  return known.get(name)!(x);
}
