// Normalization by means and variances.

import { LinnetError } from "../../tensor/errors.js";
import { batchNorm } from "../../tensor/ops/batchNorm.js";
import { add, div, mul, sub } from "../../tensor/ops/binary.js";
import { mean, sum } from "../../tensor/ops/reduce.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { abs, sqrt, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { flagOf, numberOf, numbersOf } from "../attributes.js";
import { axesOf, axisOf } from "../functions/axes.js";
import { arranged, channelsLast, placeOf } from "../functions/axesInMemory.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, tensorValue, toTensor } from "../value.js";
import { expectInput } from "./inputs.js";

/** With given means and variances. */
const batchNormalization: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  if (flagOf(node, "training_mode", false))
    throw new LinnetError("expected a trained network, its batch normalization is in training mode");
  const axes = channelsLast(shapeOf(x).length);
  const [gamma, beta, average, variance] = [1, 2, 3, 4].map((index) => toTensor(expectInput(inputs, index)));
  const vectors = { gamma: gamma!, beta: beta!, mean: average!, variance: variance! };
  return [tensorValue(batchNorm(arranged(x, axes), vectors, numberOf(node, "epsilon", 1e-5)), x.type, axes)];
};

interface Normalized {
  readonly y: Tensor;
  readonly mean: Tensor;
  /** `1 / sqrt(variance + epsilon)`. */
  readonly inverse: Tensor;
}

/** `(x - mean) / sqrt(variance + epsilon)` over some axes. */
function normalized(x: Tensor, axes: readonly number[], epsilon: number): Normalized {
  const average = mean(x, axes, { keepDims: true });
  const distance = sub(x, average);
  const variance = mean(square(distance), axes, { keepDims: true });
  const inverse = div(1, sqrt(add(variance, epsilon)));
  return { y: mul(distance, inverse), mean: average, inverse };
}

/** Each channel of each example on its own (arXiv 1607.08022). */
const instanceNormalization: OpFunction = (inputs, node) => {
  const [x, scale, bias] = [0, 1, 2].map((index) => expectInput(inputs, index));
  const axes = channelsLast(shapeOf(x!).length);
  const tensor = arranged(x!, axes);
  const pixels = tensor.shape.map((_, axis) => axis).slice(1, -1);
  const { y } = normalized(tensor, pixels, numberOf(node, "epsilon", 1e-5));
  return [tensorValue(add(mul(y, toTensor(scale!)), toTensor(bias!)), x!.type, axes)];
};

/** All axes from one on (arXiv 1607.06450). */
const layerNormalization: OpFunction = (inputs, node) => {
  const [x, scale] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const tensor = toTensor(x);
  const first = axisOf(numberOf(node, "axis", -1), tensor.rank);
  const axes = tensor.shape.map((_, axis) => axis).slice(first);
  const { y, mean: average, inverse } = normalized(tensor, axes, numberOf(node, "epsilon", 1e-5));
  const scaled = mul(y, toTensor(scale));
  const result = inputs[2] == null ? scaled : add(scaled, toTensor(inputs[2]));
  return [tensorValue(result, x.type), tensorValue(average), tensorValue(inverse)];
};

/** Groups of channels (arXiv 1803.08494); scale and bias are for each channel or, before opset 21, for each group. */
const groupNormalization: OpFunction = (inputs, node) => {
  const [x, scale, bias] = [0, 1, 2].map((index) => expectInput(inputs, index));
  const groups = numberOf(node, "num_groups");
  const [batch, channels, ...pixels] = shapeOf(x!) as [number, number, ...number[]];
  if (channels % groups !== 0)
    throw new LinnetError(`expected ${groups} groups of equal size, of ${channels} channels`);
  const grouped = reshape(toTensor(x!), [batch, groups, channels / groups, ...pixels]);
  const axes = grouped.shape.map((_, axis) => axis).slice(2);
  const { y } = normalized(grouped, axes, numberOf(node, "epsilon", 1e-5));
  const aligned = [scale!, bias!].map((one) => {
    const perGroup = shapeOf(one)[0] === groups && groups !== channels;
    return reshape(toTensor(one), [groups, perGroup ? 1 : channels / groups, ...pixels.map(() => 1)]);
  });
  return [tensorValue(reshape(add(mul(y, aligned[0]!), aligned[1]!), [batch, channels, ...pixels]), x!.type)];
};

/** `x / sqrt(mean of squares + epsilon) * scale` (arXiv 1910.07467). */
const rmsNormalization: OpFunction = (inputs, node) => {
  const [x, scale] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const tensor = toTensor(x);
  const axes = tensor.shape.map((_, axis) => axis).slice(axisOf(numberOf(node, "axis", -1), tensor.rank));
  const size = sqrt(add(mean(square(tensor), axes, { keepDims: true }), numberOf(node, "epsilon", 1e-5)));
  return [tensorValue(mul(div(tensor, size), toTensor(scale)), x.type)];
};

/** `x / |x|` along an axis. */
const lpNormalization: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const axis = axisOf(numberOf(node, "axis", -1), shapeOf(x).length);
  const tensor = x.on === "tensor" ? x.tensor : toTensor(x);
  const own = x.on === "tensor" ? x.axes : null;
  const at = placeOf(own, axis);
  const isSum = numberOf(node, "p", 2) === 1;
  const length = isSum ? sum(abs(tensor), at, { keepDims: true }) : sqrt(sum(square(tensor), at, { keepDims: true }));
  return [tensorValue(div(tensor, length), x.type, own)];
};

const meanVarianceNormalization: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const tensor = toTensor(x);
  const axes = axesOf(numbersOf(node, "axes") ?? [0, 2, 3], tensor.rank);
  const average = mean(tensor, axes, { keepDims: true });
  const distance = sub(tensor, average);
  const deviation = sqrt(mean(square(distance), axes, { keepDims: true }));
  return [tensorValue(div(distance, add(deviation, 1e-9)), x.type)];
};

export const normalization: { readonly [op: string]: OpFunction } = {
  BatchNormalization: batchNormalization,
  InstanceNormalization: instanceNormalization,
  LayerNormalization: layerNormalization,
  GroupNormalization: groupNormalization,
  RMSNormalization: rmsNormalization,
  LpNormalization: lpNormalization,
  MeanVarianceNormalization: meanVarianceNormalization,
};
