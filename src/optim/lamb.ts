// Lamb: Adam with steps as long as the weights that they change.

import { add, div, mul } from "../tensor/ops/binary.js";
import { adamRate, descend, movingAverage, movingSquare } from "../tensor/ops/optimizerUpdates.js";
import { sqrt } from "../tensor/ops/unary.js";
import { where } from "../tensor/ops/where.js";
import { Tensor } from "../tensor/tensor.js";
import { squaredNorm } from "./clip.js";
import type { Updated, UpdateInputs } from "./optimizer.js";
import { TwoMoments, type TwoMomentsOptions, twoMomentsKinds } from "./twoMoments.js";

export type LambOptions = TwoMomentsOptions;

/**
 * `learningRate * |weight| / |d| * d`, where d is Adam's step at a rate of 1 and the norms are those of whole weights; if
 * either is 0, `learningRate * d` (arXiv 1904.00962, Algorithm 2). See https://keras.io/api/optimizers/lamb.
 */
export class Lamb extends TwoMoments<LambOptions> {
  constructor(options: LambOptions = {}) {
    super(options, { name: "Lamb", kinds: twoMomentsKinds });
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const second = movingSquare(slots[1]!, gradient, beta2);
    // As in Nadam: `m / (sqrt(v / c) + epsilon) = sqrt(c) * m / (sqrt(v) + sqrt(c) * epsilon)`.
    const scaled = (number: number, beta: number) => adamRate(scalar(number), step, { beta1: beta, beta2 });
    const direction = div(mul(first, scaled(1, beta1)), add(sqrt(second), scaled(epsilon, 0)));
    const weight = this.decayed(inputs);
    const norms = [weight, direction].map((tensor) => sqrt(squaredNorm(tensor)));
    const ratio = where(norms[0]!, where(norms[1]!, div(norms[0]!, norms[1]!), 1), 1);
    return { parameter: descend(weight, direction, mul(learningRate, ratio)), slots: [first, second] };
  }
}

function scalar(number: number): Tensor {
  return Tensor.from(Float32Array.of(number), []);
}
