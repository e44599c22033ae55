// Dropout with a mask that is a function of only seed, step and place: every backend and thread drops the same elements.

import { checkOptions } from "../checkOptions.js";
import { counterRandom } from "../counterRandom.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import type { OpDefinition, Tensor } from "../tensor.js";

interface DropoutAttributes {
  readonly rate: number;
  readonly seed: number;
}

export const dropoutOp: OpDefinition<DropoutAttributes, ["x", "step"], "dropout"> = defineOp({
  name: "dropout",
  inputs: ["x", "step"],
  elementwise: true,
  shape: ([x, step], { rate }) => {
    expect(rate >= 0 && rate < 1, () => `rate is expected from 0 to below 1, got ${rate}`);
    expect(step!.length === 0, () => "step is expected as a scalar");
    return x!;
  },
  reference: ([x, step], y, { attributes: { rate, seed } }) => {
    const scale = 1 / (1 - rate);
    for (let i = 0; i < y.length; i += 1) y[i] = counterRandom(seed, step![0]!, i) < rate ? 0 : x![i]! * scale;
  },
  isIdentity: ({ attributes }) => attributes.rate === 0,
  gradient: "listed",
});

export interface DropoutOptions {
  /** The part of the elements that becomes 0. */
  readonly rate: number;
  /** Chooses the sequence of masks. Default: 0. */
  readonly seed?: number;
  /** Chooses the mask: a scalar `[]`, the number of the training step. */
  readonly step: Tensor;
}

/**
 * Sets a part of the elements to 0 and scales the others by `1 / (1 - rate)`.
 * See https://keras.io/api/layers/regularization_layers/dropout.
 * @throws ShapeError if the rate is not from 0 to below 1
 */
export function dropout(x: Tensor, options: DropoutOptions): Tensor {
  checkOptions("dropout", options, { rate: "number", seed: "number", step: "object" });
  const { rate, seed = 0, step } = options;
  return apply(dropoutOp, [x, step], { rate, seed });
}
