// Random numbers of a training step: a function of only seed, step and place, so that every backend and thread has the same.

import { counterRandom } from "../counterRandom.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { Shape } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";

interface UniformAttributes {
  readonly shape: Shape;
  readonly seed: number;
}

export const uniformOp: OpDefinition<UniformAttributes, ["step"], "uniform"> = defineOp({
  name: "uniform",
  inputs: ["step"],
  shape: ([step], { shape }) => {
    expect(step!.length === 0, () => "step is expected as a scalar");
    return shape;
  },
  reference: ([step], y, { attributes: { seed } }) => {
    for (let i = 0; i < y.length; i += 1) y[i] = counterRandom(seed, step![0]!, i);
  },
  gradient: { step: null },
});

/** Numbers from 0 to below 1 for a step's number `[]`, 24 bits each. */
export function uniform(shape: Shape, { seed, step }: { readonly seed: number; readonly step: Tensor }): Tensor {
  return apply(uniformOp, [step], { shape, seed });
}
