// RMSProp: each weight's rate is divided by the size of its recent gradients.

import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules.js";
import { descendScaled, movingSquare } from "./updateOps.js";

export interface RMSPropOptions {
  /** 1e-3. */
  readonly learningRate?: LearningRate;
  /** How slowly the squares are forgotten; 0.9. */
  readonly rho?: number;
  /** 1e-7. */
  readonly epsilon?: number;
}

/** See https://keras.io/api/optimizers/rmsprop (Tieleman and Hinton 2012). */
export class RMSProp implements Optimizer {
  readonly name = "RMSProp";
  readonly learningRate: Schedule;
  readonly rho: number;
  readonly epsilon: number;

  constructor({ learningRate = 1e-3, rho = 0.9, epsilon = 1e-7 }: RMSPropOptions = {}) {
    this.learningRate = toSchedule(learningRate);
    this.rho = rho;
    this.epsilon = epsilon;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape))];
  }

  update({ parameter, gradient, slots, learningRate }: UpdateInputs): Updated {
    const square = movingSquare(slots[0]!, gradient, this.rho);
    const moved = descendScaled(parameter, { direction: gradient, square }, learningRate, this.epsilon);
    return { parameter: moved, slots: [square] };
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, rho, epsilon } = this;
    return { name, learningRate: this.learningRate.config(), rho, epsilon };
  }
}
