// SGD, optionally with momentum, plain or Nesterov's.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { mul, sub } from "../tensor/ops/binary.js";
import { accumulate, descend } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkPart } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";
import type { LearningRate } from "./schedules/schedules.js";

export interface SGDOptions extends OptimizerOptions {
  /** Default: 0.01. */
  readonly learningRate?: LearningRate;
  /** The decay of the velocity, from 0 to 1; 0 for plain descent. Default: 0. */
  readonly momentum?: number;
  /** Whether to use Nesterov's momentum, which looks ahead. Default: false. */
  readonly nesterov?: boolean;
}

const kinds: OptionKinds<SGDOptions> = { ...commonKinds, momentum: "number", nesterov: "boolean" };

/**
 * Stochastic gradient descent. The velocity holds each gradient times the rate of its own step, so that a lower rate
 * slows down only what comes after it. See https://keras.io/api/optimizers/sgd.
 * @throws LinnetError naming an option that is unknown or out of range; so do all optimizers
 */
export class SGD extends KerasOptimizer<SGDOptions> {
  readonly momentum: number;
  readonly nesterov: boolean;

  constructor(options: SGDOptions = {}) {
    super(options, { name: "SGD", kinds, learningRate: 0.01 });
    const { momentum = 0, nesterov = false } = options;
    checkPart("SGD", { momentum });
    this.momentum = momentum;
    this.nesterov = nesterov;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return this.momentum === 0 ? [] : [new Float32Array(sizeOf(shape))];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const parameter = this.decayed(inputs);
    if (this.momentum === 0) return { parameter: descend(parameter, gradient, learningRate), slots: [] };
    const step = mul(gradient, learningRate);
    const velocity = accumulate(slots[0]!, step, this.momentum);
    const moved = this.nesterov ? accumulate(velocity, step, this.momentum) : velocity;
    return { parameter: sub(parameter, moved), slots: [velocity] };
  }

  /** Runs of earlier versions, whose velocity held gradients alone, have no `velocity` and cannot go on. */
  protected override ownConfig() {
    const { momentum, nesterov } = this;
    return { momentum, nesterov, ...(momentum !== 0 && { velocity: "rate times gradient" }) };
  }
}
