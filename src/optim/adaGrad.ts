// AdaGrad: each weight's rate falls with the gradients it has seen.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { descendScaled, sumOfSquares } from "../tensor/ops/optimizerUpdates.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkNotNegative } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface AdaGradOptions extends OptimizerOptions {
  /** The initial sum of squares. Default: 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Added to the sum of squares. Default: 1e-7. */
  readonly epsilon?: number;
}

const kinds: OptionKinds<AdaGradOptions> = { ...commonKinds, initialAccumulatorValue: "number", epsilon: "number" };

/** `learningRate * gradient / sqrt(sum + epsilon)`: see https://keras.io/api/optimizers/adagrad (Duchi et al. 2011). */
export class AdaGrad extends KerasOptimizer<AdaGradOptions> {
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;

  constructor(options: AdaGradOptions = {}) {
    super(options, { name: "AdaGrad", kinds });
    const { initialAccumulatorValue = 0.1, epsilon = 1e-7 } = options;
    checkNotNegative("AdaGrad", { initialAccumulatorValue, epsilon });
    this.initialAccumulatorValue = initialAccumulatorValue;
    this.epsilon = epsilon;
  }

  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)).fill(this.initialAccumulatorValue)];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const square = sumOfSquares(slots[0]!, gradient);
    const change = { direction: gradient, square };
    return { parameter: descendScaled(this.decayed(inputs), change, learningRate, this.epsilon), slots: [square] };
  }

  /** Runs of earlier versions, which added epsilon to the root, have no `epsilonForm` and cannot go on. */
  protected override ownConfig() {
    const { initialAccumulatorValue, epsilon } = this;
    return { initialAccumulatorValue, epsilon, epsilonForm: "keras" };
  }
}
