// Ops of linnet that other programs lack, composed of those that they have.

import type { BatchNormAttributes } from "../../tensor/ops/batchNorm.js";
import { add, div, equal, mul, sub } from "../../tensor/ops/binary.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { mean } from "../../tensor/ops/reduce.js";
import { relu } from "../../tensor/ops/relu.js";
import { tapsOf } from "../../tensor/ops/resample.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { transpose } from "../../tensor/ops/transpose.js";
import { abs, exp, log, neg, sign, sqrt, square } from "../../tensor/ops/unary.js";
import { Tensor } from "../../tensor/tensor.js";
import { areRows } from "./indexing.js";
import { hasFewTaps } from "./resampling.js";

interface Call<A, Inputs extends readonly string[]> {
  readonly inputs: { readonly [Index in keyof Inputs]: Tensor };
  readonly attributes: A;
}

type BatchNormInputs = ["x", "mean", "variance", "gamma", "beta"];

/** `x * scale + shift`, both known before the run if the vectors are. */
export function normalize({ inputs, attributes }: Call<BatchNormAttributes, BatchNormInputs>): Tensor {
  const [x, average, variance, gamma, beta] = inputs;
  const scale = div(gamma, sqrt(add(variance, attributes.epsilon)));
  return add(mul(x, scale), sub(beta, mul(average, scale)));
}

export function channelMean({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  return mean(x, leadingAxes(x));
}

export function channelVariance({ inputs: [x, average] }: Call<object, ["x", "mean"]>): Tensor {
  return mean(square(sub(x, average)), leadingAxes(x));
}

function leadingAxes(x: Tensor): number[] {
  return Array.from({ length: x.rank - 1 }, (_, axis) => axis);
}

/** 1 where the index is the place along the new axis. */
export function oneHot({
  inputs: [indexes],
  attributes: { depth },
}: Call<{ readonly depth: number }, ["indexes"]>): Tensor {
  const places = Tensor.from(
    Float32Array.from({ length: depth }, (_, place) => place),
    [depth],
  );
  return equal(reshape(indexes, [...indexes.shape, 1]), places);
}

/** The product with a matrix that has a row for each entry of the axis, and a column for each sum; null if they are few. */
export function resample(call: Call<{ readonly axis: number }, ["x", "indexes", "weights"]>): Tensor | null {
  if (hasFewTaps(call)) return null;
  const [x, indexes, weights] = call.inputs;
  const { axis } = call.attributes;
  const [length, columns] = [x.shape[axis]!, indexes.shape[0]!];
  const matrix = new Float32Array(length * columns);
  tapsOf(indexes, weights).forEach((taps, column) => {
    for (const [index, weight] of taps) matrix[index * columns + column]! += weight;
  });
  // Exchanging two axes twice leaves them where they were.
  const exchange = x.shape.map((_, place) => (place === axis ? x.rank - 1 : place === x.rank - 1 ? axis : place));
  const rows = transpose(x, exchange);
  const product = matMul(reshape(rows, [-1, length]), Tensor.from(matrix, [length, columns]));
  return transpose(reshape(product, [...rows.shape.slice(0, -1), columns]), exchange);
}

/**
 * The product of ones at the rows' numbers and zeros elsewhere with x, in which a number that is no row's gives zeros; null if
 * all numbers are known to be rows'.
 */
export function gather({ inputs: [x, indexes] }: Call<object, ["x", "indexes"]>): Tensor | null {
  if (areRows(indexes, x.shape[0]!)) return null;
  const [rows, ...rest] = x.shape as [number, ...number[]];
  const chosen = oneHot({ inputs: [reshape(indexes, [-1])], attributes: { depth: rows } });
  return reshape(matMul(chosen, reshape(x, [rows, -1])), [...indexes.shape, ...rest]);
}

export function oneMinus({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  return sub(1, x);
}

/** `max(x, 0) + log(1 + e^-|x|)`. */
export function softplus({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  return add(relu(x), log(add(exp(neg(abs(x))), 1)));
}

/** Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26: to 1.5e-7. */
const ERROR_FUNCTION = [1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592] as const;

export function errorFunction({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  const t = div(1, add(mul(abs(x), 0.3275911), 1));
  const polynomial = ERROR_FUNCTION.reduce<Tensor | null>(
    (sum, factor) => mul(sum === null ? factor : add(sum, factor), t),
    null,
  );
  return mul(sign(x), sub(1, mul(polynomial!, exp(neg(square(x))))));
}
