// Lion: steps of one size, in the direction of gradient and momentum.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { add, mul } from "../tensor/ops/binary.js";
import { descend, movingAverage } from "../tensor/ops/optimizerUpdates.js";
import { sign } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface LionOptions extends OptimizerOptions {
  /** The part of the momentum in a step's direction. Default: 0.9. */
  readonly beta1?: number;
  /** The decay of the momentum. Default: 0.99. */
  readonly beta2?: number;
}

const kinds: OptionKinds<LionOptions> = { ...commonKinds, beta1: "number", beta2: "number" };

/**
 * `learningRate * sign(beta1 * momentum + (1 - beta1) * gradient)` (arXiv 2302.06675). See
 * https://keras.io/api/optimizers/lion.
 */
export class Lion extends KerasOptimizer<LionOptions> {
  readonly beta1: number;
  readonly beta2: number;

  constructor(options: LionOptions = {}) {
    super(options, { name: "Lion", kinds });
    const { beta1 = 0.9, beta2 = 0.99 } = options;
    checkDecay("Lion", { beta1, beta2 });
    this.beta1 = beta1;
    this.beta2 = beta2;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape))];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const { beta1, beta2 } = this;
    const direction = sign(add(mul(slots[0]!, beta1), mul(gradient, 1 - beta1)));
    const momentum = movingAverage(slots[0]!, gradient, beta2);
    return { parameter: descend(this.decayed(inputs), direction, learningRate), slots: [momentum] };
  }

  protected override ownConfig() {
    const { beta1, beta2 } = this;
    return { beta1, beta2 };
  }
}
