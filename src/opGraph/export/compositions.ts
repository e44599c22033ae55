// Ops of linnet that other programs lack, composed of those that they have.

import type { BatchNormAttributes } from "../../tensor/ops/batchNorm.js";
import { add, div, equal, mul, sub } from "../../tensor/ops/binary.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { mean } from "../../tensor/ops/reduce.js";
import { tapsOf } from "../../tensor/ops/resample.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { transpose } from "../../tensor/ops/transpose.js";
import { sqrt, square } from "../../tensor/ops/unary.js";
import { Tensor } from "../../tensor/tensor.js";

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

/** The product with a matrix that has a row for each entry of the axis, and a column for each sum. */
export function resample({
  inputs: [x, indexes, weights],
  attributes: { axis },
}: Call<{ readonly axis: number }, ["x", "indexes", "weights"]>): Tensor {
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

export function oneMinus({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  return sub(1, x);
}
