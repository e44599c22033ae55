// Ftrl: follows the regularized leader, which keeps small weights at 0.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { add, div, maximum, mul, sub } from "../tensor/ops/binary.js";
import { sumOfSquares } from "../tensor/ops/optimizerUpdates.js";
import { clip, relu } from "../tensor/ops/relu.js";
import { exp, log, sqrt } from "../tensor/ops/unary.js";
import { where } from "../tensor/ops/where.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkNotNegative, checkNotPositive } from "./arguments.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

export interface FtrlOptions extends OptimizerOptions {
  /** The power of the sum of squares that the rate falls with, 0 for a rate that stays. Default: -0.5. */
  readonly learningRatePower?: number;
  /** The initial sum of squares. Default: 0.1. */
  readonly initialAccumulatorValue?: number;
  /** Keeps a weight at 0 until the gradients against it sum to more. Default: 0. */
  readonly l1RegularizationStrength?: number;
  /** Draws weights to 0. Default: 0. */
  readonly l2RegularizationStrength?: number;
  /** Adds a gradient of twice this times the weight. Default: 0. */
  readonly l2ShrinkageRegularizationStrength?: number;
  /** The paper's beta: a rate that is lower at first. Default: 0. */
  readonly beta?: number;
}

const kinds: OptionKinds<FtrlOptions> = {
  ...commonKinds,
  learningRatePower: "number",
  initialAccumulatorValue: "number",
  l1RegularizationStrength: "number",
  l2RegularizationStrength: "number",
  l2ShrinkageRegularizationStrength: "number",
  beta: "number",
};

/** Without a gradient until now there may be nothing to divide by. */
const LEAST_SCALE = 1e-30;

/** What is divided by a lower one may be infinite in float32. */
const LEAST_RATE = 1e-30;

/**
 * With the sum of squares n and `s = n^-learningRatePower / learningRate`, the sum z of `gradient - (s' - s) weight` gives the
 * weight: `-(z - clip(z, -l1, l1)) / (s' + 2 l2 + beta / learningRate)` (McMahan et al. 2013, "Ad Click Prediction",
 * Algorithm 1). The first step forgets the weight that it started from. The weight is in proportion to the rate, as in Keras: a
 * schedule that falls draws all weights to 0. At a rate of 0, where Keras's are NaN, everything stays as it is. See
 * https://keras.io/api/optimizers/ftrl.
 */
export class Ftrl extends KerasOptimizer<FtrlOptions> {
  readonly #own: Required<Omit<FtrlOptions, keyof OptimizerOptions>>;

  constructor(options: FtrlOptions = {}) {
    super(options, { name: "Ftrl", kinds });
    const {
      learningRatePower = -0.5,
      initialAccumulatorValue = 0.1,
      l1RegularizationStrength = 0,
      l2RegularizationStrength = 0,
      l2ShrinkageRegularizationStrength = 0,
      beta = 0,
    } = options;
    const strengths = { l1RegularizationStrength, l2RegularizationStrength, l2ShrinkageRegularizationStrength };
    checkNotPositive("Ftrl", { learningRatePower });
    checkNotNegative("Ftrl", { initialAccumulatorValue, ...strengths, beta });
    this.#own = { learningRatePower, initialAccumulatorValue, ...strengths, beta };
  }

  /** The sum of squares, and that of the corrected gradients. */
  initialSlots(shape: Shape): Float32Array[] {
    const size = sizeOf(shape);
    return [new Float32Array(size).fill(this.#own.initialAccumulatorValue), new Float32Array(size)];
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate } = inputs;
    const { learningRatePower, l1RegularizationStrength: l1, l2RegularizationStrength: l2, beta } = this.#own;
    const shrinkage = this.#own.l2ShrinkageRegularizationStrength;
    const weight = this.decayed(inputs);
    // 0 for a rate that nothing may be divided by: without a slope both sums stay, and so does the weight.
    const moves = relu(sub(learningRate, LEAST_RATE));
    const rate = where(moves, learningRate, 1);
    const square = sumOfSquares(slots[0]!, where(moves, gradient, 0));
    const [before, after] = [slots[0]!, square].map((sum) => power(sum, -learningRatePower));
    const slope = where(moves, shrinkage === 0 ? gradient : add(gradient, mul(weight, 2 * shrinkage)), 0);
    // The sum before this step is read first, so that a plan can write the new one over it.
    const linear = add(slots[1]!, add(mul(div(sub(before!, after!), rate), weight), slope));
    const drawn = beta === 0 ? 2 * l2 : add(div(beta, rate), 2 * l2);
    const scale = add(div(after!, rate), drawn);
    const moved = div(sub(clip(linear, -l1, l1), linear), maximum(scale, LEAST_SCALE));
    return { parameter: where(moves, moved, inputs.parameter), slots: [square, linear] };
  }

  protected override ownConfig() {
    return this.#own;
  }
}

/** `x^exponent` of numbers of 0 or more; of 0 it is 1 if the exponent is 0. */
function power(x: Tensor, exponent: number): Tensor {
  if (exponent === 0) return exp(mul(x, 0));
  return exponent === 0.5 ? sqrt(x) : exp(mul(log(x), exponent));
}
