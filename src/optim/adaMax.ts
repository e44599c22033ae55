// AdaMax: Adam by the largest recent gradient.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { apply } from "../tensor/op.js";
import { adaMaxDescendOp, decayingMaximum, momentCorrection, movingAverage } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface AdaMaxOptions extends OptimizerOptions {
  /** The decay of the first moment. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the largest gradient. Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-7. */
  readonly epsilon?: number;
}

const kinds: OptionKinds<AdaMaxOptions> = { ...commonKinds, beta1: "number", beta2: "number", epsilon: "number" };

/** arXiv 1412.6980, section 7.1. See https://keras.io/api/optimizers/adamax. */
export class AdaMax extends KerasOptimizer<AdaMaxOptions> {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  constructor(options: AdaMaxOptions = {}) {
    super(options, { name: "AdaMax", kinds });
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7 } = options;
    checkDecay("AdaMax", { beta1, beta2 });
    checkNotNegative("AdaMax", { epsilon });
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)), new Float32Array(sizeOf(shape))];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const largest = decayingMaximum(slots[1]!, gradient, beta2);
    const given = [this.decayed(inputs), first, largest, learningRate, momentCorrection(step, beta1)];
    return { parameter: apply(adaMaxDescendOp, given, { epsilon }), slots: [first, largest] };
  }

  protected override ownConfig() {
    const { beta1, beta2, epsilon } = this;
    return { beta1, beta2, epsilon };
  }
}
