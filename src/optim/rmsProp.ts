// RMSProp: divides each weight's rate by the size of its recent gradients.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { add, div, mul, sub } from "../tensor/ops/binary.js";
import { accumulate, descendScaled, movingAverage, movingSquare } from "../tensor/ops/optimizerUpdates.js";
import { sqrt, square } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { checkDecay, checkNotNegative, checkPart } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface RMSPropOptions extends OptimizerOptions {
  /** The decay of the mean square. Default: 0.9. */
  readonly rho?: number;
  /** The decay of the velocity; 0 for none. arXiv 1801.04381, section 6.1, trains with 0.9. Default: 0. */
  readonly momentum?: number;
  /** Added to the mean square. Default: 1e-7. */
  readonly epsilon?: number;
  /** Whether to divide by the deviation of recent gradients and not by their size. Default: false. */
  readonly centered?: boolean;
}

const kinds: OptionKinds<RMSPropOptions> = {
  ...commonKinds,
  rho: "number",
  momentum: "number",
  epsilon: "number",
  centered: "boolean",
};

/**
 * `learningRate * gradient / sqrt(square + epsilon)` (Tieleman and Hinton 2012). See
 * https://keras.io/api/optimizers/rmsprop.
 */
export class RMSProp extends KerasOptimizer<RMSPropOptions> {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;

  constructor(options: RMSPropOptions = {}) {
    super(options, { name: "RMSProp", kinds });
    const { rho = 0.9, momentum = 0, epsilon = 1e-7, centered = false } = options;
    checkDecay("RMSProp", { rho });
    checkPart("RMSProp", { momentum });
    checkNotNegative("RMSProp", { epsilon });
    this.rho = rho;
    this.momentum = momentum;
    this.epsilon = epsilon;
    this.centered = centered;
  }

  /** The mean square, then the velocity and the mean gradient, if there are such. */
  initialSlots(shape: Shape): Float32Array[] {
    const slots = 1 + Number(this.momentum > 0) + Number(this.centered);
    return Array.from({ length: slots }, () => new Float32Array(sizeOf(shape)));
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const { rho, momentum, epsilon } = this;
    const parameter = this.decayed(inputs);
    const meanSquare = movingSquare(slots[0]!, gradient, rho);
    const mean = this.centered ? movingAverage(slots.at(-1)!, gradient, rho) : null;
    const spread = mean === null ? meanSquare : sub(meanSquare, square(mean));
    const means = mean === null ? [] : [mean];
    if (momentum === 0) {
      const moved = descendScaled(parameter, { direction: gradient, square: spread }, learningRate, epsilon);
      return { parameter: moved, slots: [meanSquare, ...means] };
    }
    const step = div(mul(gradient, learningRate), sqrt(add(spread, epsilon)));
    const velocity = accumulate(slots[1]!, step, momentum);
    return { parameter: sub(parameter, velocity), slots: [meanSquare, velocity, ...means] };
  }

  /** Runs of earlier versions, which added epsilon to the root, have no `epsilonForm` and cannot go on. */
  protected override ownConfig() {
    const { rho, momentum, epsilon, centered } = this;
    return { rho, momentum, epsilon, centered, epsilonForm: "keras" };
  }
}
