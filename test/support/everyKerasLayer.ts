// A network of every layer that Keras has too, with branches and a layer that is called twice.

import {
  Activation,
  Add,
  AveragePooling2D,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  ELU,
  Flatten,
  GlobalAveragePooling2D,
  GlobalMaxPooling2D,
  input,
  type LayerOutput,
  LeakyReLU,
  MaxPooling2D,
  Model,
  Multiply,
  type Network,
  PReLU,
  ReLU,
  Reshape,
  SeparableConv2D,
  Softmax,
  Tensor,
  ZeroPadding2D,
} from "../../src/index.js";
import type { ActivationName } from "../../src/layers/activations.js";
import { hashedWeight } from "./hashedNumbers.js";

/** Activations that not every version of Keras has. */
export interface NewActivations {
  readonly swish: ActivationName;
  readonly gate: ActivationName;
}

const keras3: NewActivations = { swish: "hardSwish", gate: "hardSigmoid" };

/** Pictures `[32, 32, 3]` become three probabilities. */
export function everyKerasLayer({ swish, gate }: NewActivations = keras3): Model {
  const begin = input({ shape: [32, 32, 3], name: "picture" });
  const model = new Model({ inputs: begin, outputs: classified(pooled(convolved(begin, swish)), gate), name: "every" });
  hashed(model);
  model.record = { classes: ["a", "b", "größer"], preprocessing: { mode: "minusOneToOne", resize: "bilinear" } };
  return model;
}

function convolved(begin: LayerOutput, swish: ActivationName): LayerOutput {
  const first = new Conv2D({
    filters: 4,
    kernelSize: 3,
    padding: "same",
    activation: "relu",
    kernelRegularizer: { name: "l2", l2: 0.01 },
  });
  const x = first.apply(begin);
  const normalized = new BatchNormalization({ momentum: 0.9, trainable: false }).apply(x);
  const y = new DepthwiseConv2D({ kernelSize: 3, padding: "same", activation: swish }).apply(normalized);
  const sum = new Add().apply([x, y]);
  const grouped = new Conv2D({ filters: 6, kernelSize: 1, strides: 2, useBias: false }).apply(sum);
  const separable = new SeparableConv2D({
    filters: 6,
    kernelSize: 3,
    padding: "same",
    strides: 2,
    activation: "relu6",
  });
  return new Multiply().apply([separable.apply(sum), grouped]);
}

function pooled(given: LayerOutput): LayerOutput {
  let x = new MaxPooling2D({}).apply(given);
  const padding = [
    [0, 1],
    [1, 0],
  ] as const;
  x = new AveragePooling2D({ padding: "same" }).apply(new ZeroPadding2D({ padding }).apply(x));
  x = new LeakyReLU({}).apply(x);
  const largest = new Reshape({ targetShape: [6] }).apply(new GlobalMaxPooling2D({ keepDims: false }).apply(x));
  const mean = new GlobalAveragePooling2D().apply(x);
  const dense = new Dense({
    units: 6,
    kernelConstraint: "max_norm",
    kernelInitializer: { name: "randomNormal", stddev: 0.1 },
  });
  return new Add().apply([largest, mean, dense.apply(new Flatten().apply(x))]);
}

function classified(given: LayerOutput, gate: ActivationName): LayerOutput {
  const shared = new Dense({ units: 6, name: "shared", activation: gate });
  let x = shared.apply(new Dropout({ rate: 0.3 }).apply(shared.apply(given)));
  x = new ReLU({ maxValue: 3 }).apply(new ELU({}).apply(new PReLU({}).apply(x)));
  x = new Activation({ activation: "tanh" }).apply(x);
  return new Softmax().apply(new Dense({ units: 3 }).apply(x));
}

/** A network with weights of which no output is like the other. */
export function hashed<N extends Network>(network: N): N {
  for (const parameter of network.parameters) parameter.values = hashedWeight(parameter);
  return network;
}

/** Pixels from 0 to 255. */
export function somePixels(count: number, [height, width, channels]: readonly [number, number, number]): Tensor {
  const size = count * height * width * channels;
  const values = Float32Array.from({ length: size }, (_, index) => Math.floor(127.5 + 127 * Math.sin(index * 0.37)));
  return Tensor.from(values, [count, height, width, channels]);
}
