// The teacher: MobileNetV2 1.0 with ImageNet weights at 224 pixels, as its pooled features and its classifier.

import { readFileSync } from "node:fs";
import { Dense, input, Model, readSafetensors, Tensor, type Weights } from "../../src/index.js";
import { createBase } from "../../src/models/createBase.js";

export const TEACHER_SIZE = 224;
export const FEATURES = 1280;
const CLASSES = 1000;

export interface Teacher {
  /** From `[count, 224, 224, 3]` to `[count, 1280]`. */
  readonly features: Model;
  /** `[1280, 1000]` and `[1000]`: from features to logits. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
}

export function openTeacher(path: string): Teacher {
  const weights: Weights = readSafetensors(readFileSync(path), path).tensors;
  const features = createBase({
    architecture: "mobilenetv2",
    size: TEACHER_SIZE,
    weights: { path, tensors: weights },
    pooling: "avg",
  }).base;
  const inputs = input({ shape: [FEATURES] });
  const classifier = new Model({ inputs, outputs: new Dense({ name: "predictions", units: CLASSES }).apply(inputs) });
  classifier.loadWeights(weights, { file: path });
  const [kernel, bias] = classifier.parameters.map(({ values }) => values);
  return { features, kernel: kernel!, bias: bias! };
}

/** Mean and deviation of every feature over the rows of `[count, 1280]`. */
export interface Scale {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** A feature that hardly changes must not be blown up into noise. */
const LEAST_DEVIATION = 1e-2;

export function scaleOf(rows: Float32Array): Scale {
  const count = rows.length / FEATURES;
  const [sum, squares] = [new Float64Array(FEATURES), new Float64Array(FEATURES)];
  rows.forEach((value, index) => {
    sum[index % FEATURES]! += value;
    squares[index % FEATURES]! += value * value;
  });
  const mean = Float32Array.from(sum, (total) => total / count);
  const deviation = Float32Array.from(squares, (total, index) => {
    return Math.max(Math.sqrt(Math.max(total / count - mean[index]! ** 2, 0)), LEAST_DEVIATION);
  });
  return { mean, deviation };
}

/** The rows with mean 0 and deviation 1 in every feature, in place. */
export function standardize(rows: Float32Array, { mean, deviation }: Scale): Float32Array {
  for (let index = 0; index < rows.length; index += 1) {
    const feature = index % FEATURES;
    rows[index] = (rows[index]! - mean[feature]!) / deviation[feature]!;
  }
  return rows;
}

/**
 * The classifier for standardized features z: `(z * deviation + mean) K + b = z (deviation * K) + (mean K + b)`.
 */
export function classifierOf({ kernel, bias }: Teacher, { mean, deviation }: Scale): { kernel: Tensor; bias: Tensor } {
  const ownBias = bias.slice();
  const ownKernel = kernel.map((weight, index) => {
    const feature = Math.floor(index / CLASSES);
    ownBias[index % CLASSES]! += mean[feature]! * weight;
    return deviation[feature]! * weight;
  });
  return { kernel: Tensor.from(ownKernel, [FEATURES, CLASSES]), bias: Tensor.from(ownBias, [CLASSES]) };
}
