// Whole training runs of a small CNN against Keras's: the same first weights and batches, 34 epochs of 3 steps.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import {
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Flatten,
  input,
  MaxPooling2D,
  ReLU,
} from "../../src/layers/index.js";
import { Adam, AdamW, inverseTimeDecay, type Optimizer, RMSProp, SGD } from "../../src/optim/index.js";
import { mean, sigmoidBinaryCrossEntropy } from "../../src/tensor/ops/index.js";
import { softmax } from "../../src/tensor/ops/softmax.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Sequential } from "../../src/train/sequential.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface Weights {
  readonly [name: string]: FixtureTensor;
}

interface Run {
  readonly name: keyof typeof optimizers;
  readonly loss: "categoricalCrossentropy" | "binaryCrossentropy";
  readonly classWeight: { readonly [label: number]: number } | null;
  readonly history: { readonly [figure: string]: readonly number[] };
  readonly evaluate: { readonly [figure: string]: number };
  readonly weights: Weights;
  readonly predict3: FixtureTensor;
}

const optimizers: { readonly [name: string]: () => Optimizer } = {
  SGD: () => new SGD({ learningRate: 0.05 }),
  "SGD momentum": () => new SGD({ learningRate: 0.02, momentum: 0.9 }),
  Adam: () => new Adam(),
  "Adam with decay, as the mask detector": () =>
    new Adam({ learningRate: inverseTimeDecay({ initial: 1e-2, decay: 1e-3 }) }),
  RMSprop: () => new RMSProp(),
  "AdamW clipped": () => new AdamW({ globalClipnorm: 0.1 }),
  "Adam averaged": () => new Adam({ learningRate: 1e-2, useEma: true, emaMomentum: 0.9, emaOverwriteFrequency: 20 }),
};

const data = readFixture<{
  readonly x: { readonly shape: readonly number[]; readonly times128: readonly number[] };
  readonly classes: readonly number[];
  readonly start: Weights;
}>("training-data");
const { runs } = readFixture<{ readonly runs: readonly Run[] }>("training-runs");

const CLASSES = 3;
const x = Tensor.from(
  Float32Array.from(data.x.times128, (value) => value / 128),
  data.x.shape,
);
const y = Tensor.from(
  Float32Array.from({ length: data.classes.length * CLASSES }, (_, place) =>
    Number(data.classes[Math.floor(place / CLASSES)] === place % CLASSES),
  ),
  [data.classes.length, CLASSES],
);
const backend = await wasmBackend({ threads: 1 });

function startOf(model: Sequential) {
  return new Map(
    model.parameters.map(({ name, shape }) => [
      name,
      { shape, values: Float32Array.from(of(data.start, name).values) },
    ]),
  );
}

/** The depthwise kernel has Keras 2's name in the fixture. */
function of(weights: Weights, name: string): FixtureTensor {
  return weights[name] ?? weights[name.replace("dw/kernel", "dw/depthwise_kernel")]!;
}

function network(head: "softmax" | "linear"): Sequential {
  return new Sequential([
    input({ shape: data.x.shape.slice(1) }),
    new Conv2D({ name: "conv", filters: 6, kernelSize: 3, strides: 2, padding: "same", useBias: false }),
    new BatchNormalization({ name: "bn", momentum: 0.9 }),
    new ReLU({ name: "relu", maxValue: 6 }),
    new DepthwiseConv2D({ name: "dw", kernelSize: 3, padding: "same", depthMultiplier: 2 }),
    new MaxPooling2D({ name: "pool", poolSize: 2, padding: "same" }),
    new Flatten({ name: "flat" }),
    new Dense({ name: "d1", units: 8, activation: "relu" }),
    new Dense({ name: "d2", units: CLASSES, activation: head }),
  ]);
}

/**
 * Keras on TensorFlow takes the logits of a softmax for those of a sigmoid, where the loss is binary cross-entropy: here
 * that is a linear layer with that loss. docs/main-job.md has more.
 */
const ofLogits = (target: Tensor, logits: Tensor): Tensor => mean(sigmoidBinaryCrossEntropy(logits, target));

for (const { name, loss, classWeight, history, evaluate, weights, predict3 } of runs) {
  const isBinary = loss === "binaryCrossentropy";
  test(`${name}, ${loss}${classWeight === null ? "" : ", class weights"}: Keras's run`, async () => {
    const model = network(isBinary ? "linear" : "softmax");
    model.loadWeights(startOf(model));
    model.compile({ optimizer: optimizers[name]!(), loss: isBinary ? ofLogits : loss, metrics: ["accuracy"], backend });
    const found = await model.fit(x, y, {
      ...{ epochs: 34, batchSize: 16, shuffle: false, validationData: [x.slice(0, 10), y.slice(0, 10)] },
      ...(classWeight !== null && { classWeight }),
    });
    for (const [figure, values] of Object.entries(history)) assertNear(found.history[figure]!, values, 1e-6, figure);
    for (const parameter of model.parameters)
      assertNear(parameter.values, of(weights, parameter.name).values, 1e-5, parameter.name);
    const measured = await model.evaluate(x, y, { batchSize: 7 });
    assertNear([measured.loss!, measured.accuracy!], [evaluate.loss!, evaluate.accuracy!], 1e-6, "evaluate");
    const outputs = await model.predict(x.slice(0, 3));
    assertNear((isBinary ? softmax(outputs) : outputs).values, predict3.values, 1e-6, "predict");
  });
}

function assertNear(found: ArrayLike<number>, expected: readonly number[], tolerance: number, what: string): void {
  assert.is(found.length, expected.length, what);
  expected.forEach((value, index) =>
    assert.ok(
      Math.abs(found[index]! - value) <= tolerance,
      `${what}, ${index}: expected ${value}, got ${found[index]}`,
    ),
  );
}

test.run();
