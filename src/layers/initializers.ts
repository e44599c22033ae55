// The first values of weights, by Keras's names (https://keras.io/api/layers/initializers).

import { expect } from "../tensor/errors.js";
import { normalRandom, seededRandom } from "../tensor/random.js";
import { type Shape, sizeOf } from "../tensor/shape.js";

/** Makes the first values of a weight of that shape; `key` names the weight, so that each gets its own numbers. */
export type Initializer = (shape: Shape, key: string) => Float32Array;

export type InitializerName = "glorotUniform" | "heNormal" | "zeros" | "ones";

/**
 * The named initializer; a random one depends only on the seed and the weight's name.
 * @throws Expectation if the name is unknown
 */
export function initializer(name: InitializerName, seed = 0): Initializer {
  expect(
    Object.hasOwn(initializers, name),
    () => `expected an initializer among ${Object.keys(initializers).join(", ")}, got "${name}"`,
  );
  return (shape, key) => initializers[name](shape, seededRandom(seed, key));
}

const initializers: { readonly [Name in InitializerName]: (shape: Shape, uniform: () => number) => Float32Array } = {
  /** Uniform within sqrt(6 / (inputs + outputs)): Glorot and Bengio 2010. */
  glorotUniform: (shape, uniform) => {
    const { inputs, outputs } = fans(shape);
    const limit = Math.sqrt(6 / (inputs + outputs));
    return filled(shape, () => (2 * uniform() - 1) * limit);
  },
  /** Normal with deviation sqrt(2 / inputs), cut off at two deviations: He et al. 2015. */
  heNormal: (shape, uniform) => {
    const { inputs } = fans(shape);
    // A normal distribution cut off at two deviations keeps this part of its deviation.
    const deviation = Math.sqrt(2 / inputs) / 0.87962566103423978;
    return filled(shape, () => truncatedNormal(uniform) * deviation);
  },
  zeros: (shape) => filled(shape, () => 0),
  ones: (shape) => filled(shape, () => 1),
};

function filled(shape: Shape, next: () => number): Float32Array {
  return Float32Array.from({ length: sizeOf(shape) }, next);
}

function truncatedNormal(uniform: () => number): number {
  for (;;) {
    const value = normalRandom(uniform);
    if (Math.abs(value) <= 2) return value;
  }
}

/** How many inputs an output sums, and how many outputs an input feeds: kernels are `[...window, inputs, outputs]`. */
function fans(shape: Shape): { inputs: number; outputs: number } {
  const window = sizeOf(shape.slice(0, -2));
  return { inputs: window * (shape[shape.length - 2] ?? 1), outputs: window * (shape[shape.length - 1] ?? 1) };
}
