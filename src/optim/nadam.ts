// Nadam: Adam with Nesterov's momentum.

import { apply } from "../tensor/op.js";
import { add, mul } from "../tensor/ops/binary.js";
import { adamDescendOp, adamRate, movingAverage, movingSquare, nadamFactor } from "../tensor/ops/optimizerUpdates.js";
import { Tensor } from "../tensor/tensor.js";
import type { Updated, UpdateInputs } from "./optimizer.js";
import { TwoMoments, type TwoMomentsOptions, twoMomentsKinds } from "./twoMoments.js";

export type NadamOptions = TwoMomentsOptions;

/**
 * Adam whose first moment looks a step ahead, with a momentum that rises to `beta1` (Dozat 2016, "Incorporating Nesterov
 * momentum into Adam"). See https://keras.io/api/optimizers/Nadam.
 */
export class Nadam extends TwoMoments<NadamOptions> {
  constructor(options: NadamOptions = {}) {
    super(options, { name: "Nadam", kinds: twoMomentsKinds });
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const second = movingSquare(slots[1]!, gradient, beta2);
    const ahead = mul(first, nadamFactor(step, beta1, "moment"));
    const direction = add(ahead, mul(gradient, nadamFactor(step, beta1, "gradient")));
    // As in Adam: `m / (sqrt(v / c) + epsilon) = sqrt(c) * m / (sqrt(v) + sqrt(c) * epsilon)`.
    const scaled = (number: Tensor) => adamRate(number, step, { beta1: 0, beta2 });
    const scales = [scaled(learningRate), scaled(Tensor.from(Float32Array.of(epsilon), []))];
    const given = [this.decayed(inputs), learningRate, ...scales, direction, second];
    return { parameter: apply(adamDescendOp, given, { weightDecay: 0 }), slots: [first, second] };
  }
}
