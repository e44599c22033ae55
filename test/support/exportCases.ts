// Networks to be written in other programs' formats: every layer, every op that predicts, branches, several ends.

import * as layers from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { efficientNetB0, efficientNetLite0 } from "../../src/models/efficientnet.js";
import { mobileNetV1 } from "../../src/models/mobilenetv1.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { mobileNetV3Large, mobileNetV3Small } from "../../src/models/mobilenetv3.js";
import { shuffleNetV2 } from "../../src/models/shufflenetv2.js";
import type { ExportedNetwork } from "../../src/opGraph/export/tracedNetwork.js";
import { conv2dTranspose, type TransposedOptions } from "../../src/tensor/conv2dTranspose.js";
import { sub } from "../../src/tensor/ops/binary.js";
import { broadcastTo } from "../../src/tensor/ops/broadcastTo.js";
import { concat } from "../../src/tensor/ops/concat.js";
import { mean } from "../../src/tensor/ops/reduce.js";
import { reshape } from "../../src/tensor/ops/reshape.js";
import { slice } from "../../src/tensor/ops/slice.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Calling } from "./calling.js";
import { randomTensor } from "./compare.js";
import type { OpCase } from "./opCases.js";
import { Scale } from "./ownLayer.js";

const { input } = layers;

function network(name: string, shape: readonly number[], ...stack: layers.Layer[]): Network {
  const inputs = input({ shape, name: "x" });
  let outputs: layers.LayerOutput = inputs;
  for (const layer of stack) outputs = layer.apply(outputs);
  return withRandomWeights(new Network({ name, inputs, outputs }));
}

/** Weights that are not as layers begin, so that batch norms and biases do something. */
function withRandomWeights(network: Network): Network {
  for (const parameter of network.parameters) {
    const { name, shape } = parameter;
    const spread = shape.length < 2 ? 0.4 : 0.8 / Math.sqrt(sizeOf(shape.slice(0, /depthwise/.test(name) ? 2 : -1)));
    const random = (value: number): number => (/variance/.test(name) ? 0.5 + Math.abs(value) : spread * value);
    parameter.values = randomTensor(shape, name, random).values;
  }
  return network;
}

const picture = [9, 7, 3];

const activationNames = [
  ...["relu", "relu6", "leaky_relu", "softmax", "log_softmax", "sigmoid", "log_sigmoid", "hard_sigmoid", "tanh"],
  ...["hard_tanh", "tanh_shrink", "hard_swish", "silu", "elu", "celu", "selu", "gelu", "mish", "softplus", "softsign"],
  ...["exponential", "hard_shrink", "soft_shrink", "sparse_plus", "sparse_sigmoid", "squareplus"],
] as const;

/** A network in which a branch is joined with what it left, in each of several ways. */
function joined(name: string, join: layers.Layer): Network {
  const inputs = input({ shape: picture, name: "x" });
  const conv = (filters: number) => new layers.Conv2D({ filters, kernelSize: 3, padding: "same" });
  const a = conv(4).apply(inputs);
  const b = conv(4).apply(new layers.ReLU().apply(a));
  return withRandomWeights(new Network({ name, inputs, outputs: join.apply([a, b]) }));
}

/** Of pictures with three channels; four come out, or as many as there are groups. */
function turned(options: TransposedOptions): (x: Tensor) => Tensor {
  const kernel = randomTensor([3, 3, options.groups === undefined ? 4 : 1, 3], "kernel");
  return (x) => conv2dTranspose(x, kernel, options);
}

function withToken(x: Tensor): Tensor {
  const [batch] = x.shape as [number];
  const token = Float32Array.from({ length: 2 * batch }, (_, place) => 1 + (place % 2));
  return concat([Tensor.from(token, [batch, 2]), x]);
}

function centered(x: Tensor): Tensor {
  return sub(x, broadcastTo(mean(x, 0, { keepDims: true }), x.shape));
}

/** Squeeze and excite, whose gates have pictures of one pixel. */
function gated(): Network {
  const inputs = input({ shape: picture, name: "x" });
  const conv = new layers.Conv2D({ filters: 8, kernelSize: 3, strides: 2, padding: "same", activation: "hardSwish" });
  const x = conv.apply(inputs);
  let gate = new layers.GlobalAveragePooling2D({ keepDims: true }).apply(x);
  gate = new layers.Conv2D({ filters: 2, kernelSize: 1, activation: "relu" }).apply(gate);
  gate = new layers.Conv2D({ filters: 8, kernelSize: 1, activation: "hardSigmoid" }).apply(gate);
  const outputs = new layers.Flatten().apply(new layers.Multiply().apply([x, gate]));
  return withRandomWeights(new Network({ name: "gated", inputs, outputs }));
}

/** Two inputs, three outputs, a layer that is called twice. */
function manyEnds(): Network {
  const left = input({ shape: [5, 5, 2], name: "left" });
  const right = input({ shape: [4], name: "right" });
  const dense = new layers.Dense({ units: 4, name: "shared" });
  const flat = new layers.Flatten().apply(left);
  const narrow = new layers.Dense({ units: 4, name: "narrow", activation: "tanh" }).apply(flat);
  const sum = new layers.Add({ name: "sum" }).apply([dense.apply(narrow), dense.apply(right)]);
  const scaled = new Scale({ name: "scaled", factor: 3 }).apply(sum);
  return withRandomWeights(new Network({ name: "ends", inputs: [left, right], outputs: [scaled, sum, flat] }));
}

/** Called anew for each test: networks that predict hold memory. */
export const exportCases: readonly (() => Network)[] = [
  () => network("two classes", [4], new layers.Dense({ units: 2, activation: "softmax" })),
  () => network("dense", [4], new layers.Dense({ units: 3, activation: "softmax" })),
  () => network("dense without a bias", [4], new layers.Dense({ units: 3, useBias: false })),
  () => network("dense over rows", [2, 4], new layers.Dense({ units: 3, activation: "relu" })),
  () => network("convolution", picture, new layers.Conv2D({ filters: 5, kernelSize: 3, strides: 2, padding: "same" })),
  () => network("even convolution", picture, new layers.Conv2D({ filters: 5, kernelSize: [2, 4], padding: "same" })),
  () =>
    network("dilated", picture, new layers.Conv2D({ filters: 4, kernelSize: 3, dilationRate: 2, activation: "relu" })),
  () => network("explicit padding", picture, new layers.Conv2D({ filters: 4, kernelSize: 3, padding: [1, 0, 2, 3] })),
  () => network("grouped", [6, 6, 4], new layers.Conv2D({ filters: 8, kernelSize: 3, groups: 2, activation: "relu6" })),
  () =>
    network("depthwise", picture, new layers.DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2, padding: "same" })),
  () => network("separable", picture, new layers.SeparableConv2D({ filters: 7, kernelSize: [3, 1] })),
  () =>
    network(
      "padded, folded, pooled",
      picture,
      new layers.ZeroPadding2D({ padding: 1 }),
      new layers.Conv2D({ filters: 4, kernelSize: 3, strides: 2, useBias: false }),
      new layers.BatchNormalization(),
      new layers.ReLU({ maxValue: 6 }),
      new layers.MaxPooling2D({ poolSize: 2 }),
      new layers.Dropout({ rate: 0.5 }),
      new layers.Flatten(),
      new layers.Dense({ units: 3 }),
      new layers.Softmax(),
    ),
  () =>
    network(
      "padding",
      picture,
      new layers.ZeroPadding2D({
        padding: [
          [0, 1],
          [2, 3],
        ],
      }),
    ),
  () => network("normalization", picture, new layers.BatchNormalization()),
  () => network("normalization of rows", [6], new layers.BatchNormalization({ center: false, scale: false })),
  () => network("average pooling", picture, new layers.AveragePooling2D({ poolSize: [2, 3], padding: "same" })),
  () =>
    network(
      "average pooling with padding",
      picture,
      new layers.AveragePooling2D({ poolSize: 3, padding: [2, 1, 0, 2] }),
    ),
  () => network("max pooling", picture, new layers.MaxPooling2D({ poolSize: 3, strides: 2, padding: "same" })),
  () => network("max pooling with padding", picture, new layers.MaxPooling2D({ poolSize: 3, padding: [2, 1, 0, 2] })),
  () => network("global mean", picture, new layers.GlobalAveragePooling2D()),
  () =>
    network(
      "global maximum",
      picture,
      new layers.Conv2D({ filters: 2, kernelSize: 1 }),
      new layers.GlobalMaxPooling2D(),
    ),
  () => network("reshaped", [2, 3, 4], new layers.Reshape({ targetShape: [4, -1] }), new layers.Softmax({ axis: 1 })),
  () => network("rescaled", picture, new layers.Rescaling({ scale: 1 / 127.5, offset: -1 })),
  () => network("kinks", [8], new layers.ReLU({ negativeSlope: 0.2, maxValue: 3, threshold: 1 })),
  () => network("leaky", [8], new layers.LeakyReLU()),
  () => network("elu", [8], new layers.ELU({ alpha: 0.5 })),
  () => network("prelu", [8, 3], new layers.PReLU({ sharedAxes: [1] })),
  () => network("own layer", [8], new Scale({ factor: 2 })),
  () => network("turned around", picture, new Calling(turned({ strides: 2, padding: "same" }), "turned", [18, 14, 4])),
  () =>
    network(
      "turned unevenly",
      picture,
      new Calling(turned({ strides: [3, 1], padding: [2, 1, 0, 1] }), "turned", [24, 8, 4]),
    ),
  () => network("turned by channel", picture, new Calling(turned({ strides: 2, groups: 3 }), "turned", [19, 15, 3])),
  () => network("a token for each example", [6], new Calling(withToken, "token", [8])),
  () => network("distance from the batch's mean", [6], new Calling(centered, "centered")),
  ...activationNames.map((activation) => () => network(activation, [8, 3], new layers.Activation({ activation }))),
  () => joined("sum", new layers.Add()),
  () => joined("product", new layers.Multiply()),
  gated,
  manyEnds,
];

const small = { inputShape: [64, 64, 3], alpha: 0.35 } as const;

export const exportedArchitectures: readonly (() => Network)[] = [
  () => withRandomWeights(mobileNetV1({ ...small, alpha: 0.25 })),
  () => withRandomWeights(mobileNetV2(small)),
  () => withRandomWeights(mobileNetV3Small({ ...small, alpha: 0.75 })),
  () => withRandomWeights(mobileNetV3Large({ ...small, alpha: 0.75 })),
  () => withRandomWeights(shuffleNetV2({ ...small, alpha: 0.5 })),
  () => withRandomWeights(efficientNetB0({ inputShape: small.inputShape })),
  () => withRandomWeights(efficientNetLite0({ inputShape: small.inputShape })),
];

/** Why some ops are not written. */
export const refusedOps = /it is part of (a gradient|training)|has no op for/;

/** A network of one op, which takes its inputs from the first example of a batch. */
export function networkOfOp({ name, inputs, f }: OpCase): ExportedNetwork {
  const sizes = inputs.map(({ shape }) => sizeOf(shape));
  const length = sizes.reduce((sum, size) => sum + size, 0);
  const callAll = ([all]: readonly Tensor[]): Tensor[] => {
    let start = 0;
    const parts = inputs.map(({ shape }, index) => {
      const part = reshape(slice(all!, [0, start], [1, sizes[index]!]), shape);
      start += sizes[index]!;
      return part;
    });
    return [f(...parts)];
  };
  const ends = [{ name: "x", shape: [length] }];
  return { name, layers: [], inputEnds: ends, outputEnds: [{ name: "y", shape: [] }], callAll };
}
