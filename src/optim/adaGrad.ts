// AdaGrad: each weight's rate falls with the gradients it has seen.

import { descendScaled, sumOfSquares } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkNotNegative } from "./arguments.js";
import { checkGradientArguments, type GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules.js";

export interface AdaGradOptions extends GradientArguments {
  /** Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /** The initial sum of squares. Default: 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Default: 1e-7. */
  readonly epsilon?: number;
}

/** See https://keras.io/api/optimizers/adagrad (Duchi et al. 2011). */
export class AdaGrad implements Optimizer {
  readonly name = "AdaGrad";
  readonly learningRate: Schedule;
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;
  readonly gradientArguments: GradientArguments;

  constructor(options: AdaGradOptions = {}) {
    const { learningRate = 1e-3, initialAccumulatorValue = 0.1, epsilon = 1e-7, ...gradients } = options;
    checkNotNegative("AdaGrad", { initialAccumulatorValue, epsilon });
    this.learningRate = toSchedule(learningRate);
    this.initialAccumulatorValue = initialAccumulatorValue;
    this.epsilon = epsilon;
    this.gradientArguments = checkGradientArguments("AdaGrad", gradients);
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)).fill(this.initialAccumulatorValue)];
  }

  update({ parameter, gradient, slots, learningRate }: UpdateInputs): Updated {
    const square = sumOfSquares(slots[0]!, gradient);
    const moved = descendScaled(parameter, { direction: gradient, square }, learningRate, this.epsilon);
    return { parameter: moved, slots: [square] };
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, initialAccumulatorValue, epsilon, gradientArguments } = this;
    return { name, learningRate: this.learningRate.config(), initialAccumulatorValue, epsilon, ...gradientArguments };
  }
}
