// Adadelta: steps as large as recent ones, for their part in recent gradients.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { add, div, mul } from "../tensor/ops/binary.js";
import { descend, movingSquare } from "../tensor/ops/optimizerUpdates.js";
import { sqrt } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface AdadeltaOptions extends OptimizerOptions {
  /** The decay of the mean squares. Default: 0.95. */
  readonly rho?: number;
  /** Added to the mean squares. Default: 1e-7. */
  readonly epsilon?: number;
}

const kinds: OptionKinds<AdadeltaOptions> = { ...commonKinds, rho: "number", epsilon: "number" };

/**
 * `learningRate * gradient * sqrt(moves + epsilon) / sqrt(gradients + epsilon)`, with the mean squares of both (arXiv
 * 1212.5701). The paper has no rate: 1.0 is its form. See https://keras.io/api/optimizers/adadelta.
 */
export class Adadelta extends KerasOptimizer<AdadeltaOptions> {
  readonly rho: number;
  readonly epsilon: number;

  constructor(options: AdadeltaOptions = {}) {
    super(options, { name: "Adadelta", kinds });
    const { rho = 0.95, epsilon = 1e-7 } = options;
    checkDecay("Adadelta", { rho });
    checkNotNegative("Adadelta", { epsilon });
    this.rho = rho;
    this.epsilon = epsilon;
  }

  /** The mean squares of gradients and of moves. */
  initialSlots(shape: Shape): Float32Array[] {
    return [new Float32Array(sizeOf(shape)), new Float32Array(sizeOf(shape))];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const { rho, epsilon } = this;
    const gradients = movingSquare(slots[0]!, gradient, rho);
    const move = div(mul(sqrt(add(slots[1]!, epsilon)), gradient), sqrt(add(gradients, epsilon)));
    const moves = movingSquare(slots[1]!, move, rho);
    return { parameter: descend(this.decayed(inputs), move, learningRate), slots: [gradients, moves] };
  }

  protected override ownConfig() {
    const { rho, epsilon } = this;
    return { rho, epsilon };
  }
}
