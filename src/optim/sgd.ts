// SGD, optionally with momentum, plain or Nesterov's.

import { accumulate, descend } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay } from "./arguments.js";
import { checkGradientArguments, type GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules.js";

export interface SGDOptions extends GradientArguments {
  /** Default: 0.01. */
  readonly learningRate?: LearningRate;
  /** The decay of the velocity; 0 for plain descent. Default: 0. */
  readonly momentum?: number;
  /** Whether to use Nesterov's momentum, which looks ahead. Default: false. */
  readonly nesterov?: boolean;
}

/** Stochastic gradient descent. See https://keras.io/api/optimizers/sgd. */
export class SGD implements Optimizer {
  readonly name = "SGD";
  readonly learningRate: Schedule;
  readonly momentum: number;
  readonly nesterov: boolean;
  readonly gradientArguments: GradientArguments;

  constructor({ learningRate = 0.01, momentum = 0, nesterov = false, ...gradients }: SGDOptions = {}) {
    checkDecay("SGD", { momentum });
    this.learningRate = toSchedule(learningRate);
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.gradientArguments = checkGradientArguments("SGD", gradients);
  }

  initialSlots(shape: Shape): Float32Array[] {
    return this.momentum === 0 ? [] : [new Float32Array(sizeOf(shape))];
  }

  update({ parameter, gradient, slots, learningRate }: UpdateInputs): Updated {
    if (this.momentum === 0) return { parameter: descend(parameter, gradient, learningRate), slots: [] };
    const velocity = accumulate(slots[0]!, gradient, this.momentum);
    const direction = this.nesterov ? accumulate(velocity, gradient, this.momentum) : velocity;
    return { parameter: descend(parameter, direction, learningRate), slots: [velocity] };
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, momentum, nesterov } = this;
    return { name, learningRate: this.learningRate.config(), momentum, nesterov, ...this.gradientArguments };
  }
}
