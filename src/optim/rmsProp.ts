// RMSProp: divides each weight's rate by the size of its recent gradients.

import { add, div, mul, sub } from "../tensor/ops/binary.js";
import { accumulate, descendScaled, movingSquare } from "../tensor/ops/optimizerUpdates.js";
import { sqrt } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { checkGradientArguments, type GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules.js";

export interface RMSPropOptions extends GradientArguments {
  /** Default: 1e-3. */
  readonly learningRate?: LearningRate;
  /** The decay of the mean square. Default: 0.9. */
  readonly rho?: number;
  /** The decay of the velocity; 0 for none. arXiv 1801.04381, section 6.1, trains with 0.9. Default: 0. */
  readonly momentum?: number;
  /** Default: 1e-7. */
  readonly epsilon?: number;
}

/** See https://keras.io/api/optimizers/rmsprop (Tieleman and Hinton 2012). */
export class RMSProp implements Optimizer {
  readonly name = "RMSProp";
  readonly learningRate: Schedule;
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly gradientArguments: GradientArguments;

  constructor(options: RMSPropOptions = {}) {
    const { learningRate = 1e-3, rho = 0.9, momentum = 0, epsilon = 1e-7, ...gradients } = options;
    checkDecay("RMSProp", { rho, momentum });
    checkNotNegative("RMSProp", { epsilon });
    this.learningRate = toSchedule(learningRate);
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.gradientArguments = checkGradientArguments("RMSProp", gradients);
  }

  initialSlots(shape: Shape): Float32Array[] {
    const slot = () => new Float32Array(sizeOf(shape));
    return this.momentum === 0 ? [slot()] : [slot(), slot()];
  }

  update({ parameter, gradient, slots, learningRate }: UpdateInputs): Updated {
    const square = movingSquare(slots[0]!, gradient, this.rho);
    if (this.momentum === 0) {
      const moved = descendScaled(parameter, { direction: gradient, square }, learningRate, this.epsilon);
      return { parameter: moved, slots: [square] };
    }
    const step = mul(div(gradient, add(sqrt(square), this.epsilon)), learningRate);
    const velocity = accumulate(slots[1]!, step, this.momentum);
    return { parameter: sub(parameter, velocity), slots: [square, velocity] };
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, rho, momentum, epsilon } = this;
    return { name, learningRate: this.learningRate.config(), rho, momentum, epsilon, ...this.gradientArguments };
  }
}
