// Adafactor: the mean squares of gradients by rows and columns alone, which take little memory.

import type { OptionKinds } from "../tensor/checkOptions.js";
import { add, div, maximum, minimum, mul, sub } from "../tensor/ops/binary.js";
import { descend } from "../tensor/ops/optimizerUpdates.js";
import { mean } from "../tensor/ops/reduce.js";
import { reshape } from "../tensor/ops/reshape.js";
import { exp, log, sqrt, square } from "../tensor/ops/unary.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkNotNegative, checkNotPositive, checkPositive } from "./arguments.js";
import { squaredNorm } from "./clip.js";
import { commonKinds, KerasOptimizer, type OptimizerOptions } from "./kerasOptimizer.js";
import type { Updated, UpdateInputs } from "./optimizer.js";

/** Above 0 in float32, and far below what squares of gradients come to. */
const LEAST_SQUARE = 1e-36;

export interface AdafactorOptions extends OptimizerOptions {
  /** The decay of the mean squares in step t is `1 - t^beta2Decay`. Default: -0.8. */
  readonly beta2Decay?: number;
  /** Added to the squares of gradients. Default: 1e-30. */
  readonly epsilon1?: number;
  /** The least size of a weight that steps are in proportion to. Default: 1e-3. */
  readonly epsilon2?: number;
  /** The root of the mean square that a step may have, before the rate. Default: 1. */
  readonly clipThreshold?: number;
  /** Whether the rate is `1 / sqrt(t)` at most; without effect, as in Keras: it always is. Default: true. */
  readonly relativeStep?: boolean;
}

const kinds: OptionKinds<AdafactorOptions> = {
  ...commonKinds,
  beta2Decay: "number",
  epsilon1: "number",
  epsilon2: "number",
  clipThreshold: "number",
  relativeStep: "boolean",
};

/**
 * `min(learningRate, 1 / sqrt(t)) * max(epsilon2, rms(weight)) * u`, where u is the gradient divided by the root of its mean
 * square and limited to `clipThreshold` (arXiv 1804.04235, Algorithms 4 and 5, without momentum). Of a weight of two axes and
 * more the mean squares are the product of those over its last axis and over the one before. See
 * https://keras.io/api/optimizers/adafactor.
 */
export class Adafactor extends KerasOptimizer<AdafactorOptions> {
  readonly #own: Required<Omit<AdafactorOptions, keyof OptimizerOptions>>;

  constructor(options: AdafactorOptions = {}) {
    super(options, { name: "Adafactor", kinds });
    const { beta2Decay = -0.8, epsilon1 = 1e-30, epsilon2 = 1e-3, clipThreshold = 1, relativeStep = true } = options;
    checkNotPositive("Adafactor", { beta2Decay });
    checkNotNegative("Adafactor", { epsilon1, epsilon2 });
    checkPositive("Adafactor", { clipThreshold });
    this.#own = { beta2Decay, epsilon1, epsilon2, clipThreshold, relativeStep };
  }

  /** The mean squares over the last axis, and those over the one before; of a weight of one axis, of each number. */
  initialSlots(shape: Shape): Float32Array[] {
    if (shape.length < 2) return [new Float32Array(sizeOf(shape))];
    return [rowsOf(shape), columnsOf(shape)].map((kept) => new Float32Array(sizeOf(kept)));
  }

  update(inputs: UpdateInputs): Updated {
    const { gradient, slots, learningRate, step } = inputs;
    const { beta2Decay, epsilon1, epsilon2, clipThreshold } = this.#own;
    const weight = this.decayed(inputs);
    const count = add(step, 1);
    const squares = add(square(gradient), epsilon1);
    const forgotten = exp(mul(log(count), beta2Decay));
    const means = weight.rank < 2 ? [squares] : [mean(squares, -1), mean(squares, -2)];
    const next = means.map((current, place) => average(slots[place]!, current, forgotten));
    // Of a row and a column without gradients the product is 0 in float32.
    const mean2 = maximum(weight.rank < 2 ? next[0]! : product(next, weight.shape), LEAST_SQUARE);
    const direction = div(gradient, sqrt(mean2));
    const rate = mul(minimum(learningRate, div(1, sqrt(count))), maximum(rootMeanSquare(weight), epsilon2));
    const limited = div(rate, maximum(mul(rootMeanSquare(direction), 1 / clipThreshold), 1));
    return { parameter: descend(weight, direction, limited), slots: next };
  }

  protected override ownConfig() {
    return this.#own;
  }
}

function rowsOf(shape: Shape): Shape {
  return shape.slice(0, -1);
}

function columnsOf(shape: Shape): Shape {
  return [...shape.slice(0, -2), shape.at(-1)!];
}

/** `(1 - part) * slot + part * current`, in the slot's shape. */
function average(slot: Tensor, current: Tensor, part: Tensor): Tensor {
  return add(mul(slot, sub(1, part)), mul(reshape(current, slot.shape), part));
}

/** The mean squares of a weight: those of its rows, in proportion to each other, times those of its columns. */
function product([rows, columns]: readonly Tensor[], shape: Shape): Tensor {
  const byRow = reshape(rows!, rowsOf(shape));
  const shares = div(byRow, mean(byRow, -1, { keepDims: true }));
  const [row, column] = [
    [...rowsOf(shape), 1],
    [...shape.slice(0, -2), 1, shape.at(-1)!],
  ];
  return mul(reshape(shares, row), reshape(columns!, column));
}

function rootMeanSquare(x: Tensor): Tensor {
  return sqrt(mul(squaredNorm(x), 1 / x.size));
}
