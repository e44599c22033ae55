// AdaMax: Adam by the largest recent gradient.

import { apply } from "../tensor/op.js";
import { adaMaxDescendOp, decayingMaximum, momentCorrection, movingAverage } from "../tensor/ops/optimizerUpdates.js";
import type { Updated, UpdateInputs } from "./optimizer.js";
import { TwoMoments, type TwoMomentsOptions, twoMomentsKinds } from "./twoMoments.js";

export type AdaMaxOptions = TwoMomentsOptions;

/** arXiv 1412.6980, section 7.1. See https://keras.io/api/optimizers/adamax. */
export class AdaMax extends TwoMoments<AdaMaxOptions> {
  constructor(options: AdaMaxOptions = {}) {
    super(options, { name: "AdaMax", kinds: twoMomentsKinds });
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const largest = decayingMaximum(slots[1]!, gradient, beta2);
    const given = [this.decayed(inputs), first, largest, learningRate, momentCorrection(step, beta1)];
    return { parameter: apply(adaMaxDescendOp, given, { epsilon }), slots: [first, largest] };
  }
}
