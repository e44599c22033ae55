// Adam, and its relatives AdamW and AdaMax.

import { apply } from "../tensor/op.js";
import {
  adaMaxDescendOp,
  adamDescendOp,
  decayingMaximum,
  momentCorrection,
  movingAverage,
  movingSquare,
} from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { checkGradientArguments, type GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules.js";

export interface AdamOptions extends GradientArguments {
  /** Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /** The decay of the first moment. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the second moment. Default: 0.999. */
  readonly beta2?: number;
  /** Default: 1e-7, as in Keras. */
  readonly epsilon?: number;
}

export interface AdamWOptions extends AdamOptions {
  /** The part of each weight that a step takes away, times the learning rate. Default: 0.004, as in Keras. */
  readonly weightDecay?: number;
}

/** Shared by all three: two moments of each weight, starting at zero. */
abstract class TwoMoments implements Optimizer {
  abstract readonly name: string;
  readonly learningRate: Schedule;
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly gradientArguments: GradientArguments;

  constructor(options: AdamOptions = {}) {
    const { learningRate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-7, ...gradients } = options;
    checkDecay("Adam", { beta1, beta2 });
    checkNotNegative("Adam", { epsilon });
    this.learningRate = toSchedule(learningRate);
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.gradientArguments = checkGradientArguments("Adam", gradients);
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)), new Float32Array(sizeOf(shape))];
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, beta1, beta2, epsilon } = this;
    return { name, learningRate: this.learningRate.config(), beta1, beta2, epsilon, ...this.gradientArguments };
  }

  abstract update(inputs: UpdateInputs): Updated;
}

/** Adam with bias correction (arXiv 1412.6980, Algorithm 1). See https://keras.io/api/optimizers/adam. */
export class Adam extends TwoMoments {
  readonly name: string = "Adam";
  protected readonly weightDecay: number = 0;

  update({ parameter, gradient, slots, learningRate, step }: UpdateInputs): Updated {
    const { beta1, beta2, epsilon, weightDecay } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const second = movingSquare(slots[1]!, gradient, beta2);
    const corrections = [momentCorrection(step, beta1), momentCorrection(step, beta2)];
    const inputs = [parameter, learningRate, ...corrections, first, second];
    return {
      parameter: apply(adamDescendOp, inputs, { epsilon, weightDecay }),
      slots: [first, second],
    };
  }
}

/** Adam whose weights also decay, apart from the moments (arXiv 1711.05101). See https://keras.io/api/optimizers/adamw. */
export class AdamW extends Adam {
  override readonly name = "AdamW";
  protected override readonly weightDecay: number;

  constructor({ weightDecay = 0.004, ...options }: AdamWOptions = {}) {
    super(options);
    checkNotNegative("AdamW", { weightDecay });
    this.weightDecay = weightDecay;
  }

  override config(): { readonly [argument: string]: unknown } {
    return { ...super.config(), weightDecay: this.weightDecay };
  }
}

/** Adam by the largest recent gradient (arXiv 1412.6980, section 7.1). See https://keras.io/api/optimizers/adamax. */
export class AdaMax extends TwoMoments {
  readonly name = "AdaMax";

  update({ parameter, gradient, slots, learningRate, step }: UpdateInputs): Updated {
    const { beta1, beta2, epsilon } = this;
    const first = movingAverage(slots[0]!, gradient, beta1);
    const largest = decayingMaximum(slots[1]!, gradient, beta2);
    return {
      parameter: apply(adaMaxDescendOp, [parameter, first, largest, learningRate, momentCorrection(step, beta1)], {
        epsilon,
      }),
      slots: [first, largest],
    };
  }
}
