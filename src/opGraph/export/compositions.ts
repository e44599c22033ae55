// Ops of linnet that other programs lack, composed of those that they have.

import type { BatchNormAttributes } from "../../tensor/ops/batchNorm.js";
import { add, div, equal, mul, sub } from "../../tensor/ops/binary.js";
import { mean } from "../../tensor/ops/reduce.js";
import { reshape } from "../../tensor/ops/reshape.js";
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

export function oneMinus({ inputs: [x] }: Call<object, ["x"]>): Tensor {
  return sub(1, x);
}
