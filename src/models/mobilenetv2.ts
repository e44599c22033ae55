// MobileNetV2: inverted residuals and linear bottlenecks (arXiv 1801.04381), with Keras's layer names.

import { Dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import type { Model } from "../train/model.js";
import {
  type Architecture,
  type ArchitectureOptions,
  type BuiltNetwork,
  connect,
  resolveOptions,
} from "./architecture.js";
import { convNorm, invertedResidual, makeDivisible, pooled, poolNames, type Style } from "./parts.js";
import { kerasVariant, torchVariant } from "./sources.js";

/** Table 2 of the paper: expansion factor, channels, repeats, and the stride of the first of them. */
const bottlenecks = [
  { expansion: 1, channels: 16, repeats: 1, strides: 1 },
  { expansion: 6, channels: 24, repeats: 2, strides: 2 },
  { expansion: 6, channels: 32, repeats: 3, strides: 2 },
  { expansion: 6, channels: 64, repeats: 4, strides: 2 },
  { expansion: 6, channels: 96, repeats: 3, strides: 1 },
  { expansion: 6, channels: 160, repeats: 3, strides: 2 },
  { expansion: 6, channels: 320, repeats: 1, strides: 1 },
] as const;

const FIRST_CHANNELS = 32;
const LAST_CHANNELS = 1280;

export const mobileNetV2Architecture: Architecture = {
  name: "mobilenetv2",
  title: "MobileNetV2",
  create,
  variants: { keras: kerasVariant("minusOneToOne", 0.999), torchvision: torchVariant, timm: torchVariant },
  sizes: { default: 224, smallest: 32, published: [96, 128, 160, 192, 224] },
  alphas: [0.35, 0.5, 0.75, 1, 1.3, 1.4],
};

export type MobileNetV2Options = ArchitectureOptions;

/**
 * MobileNetV2 with random weights; `loadWeights` replaces them. See https://keras.io/api/applications/mobilenet.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function mobileNetV2(options: MobileNetV2Options = {}): Model {
  return create(options).network;
}

/**
 * Padding of Keras's is TensorFlow's `same` throughout, which equals Keras's explicit padding before stride 2: there are no layers
 * `block_1_pad`, `block_3_pad`, `block_6_pad` and `block_13_pad`, and the input is `input`, not `input_layer`. All other
 * names, and so the weights', are Keras's.
 */
function create(options: ArchitectureOptions = {}): BuiltNetwork {
  const resolved = resolveOptions(mobileNetV2Architecture, options);
  const { inputShape, alpha, includeTop, pooling, classes, classifierActivation, seed } = resolved;
  const style: Style = { ...resolved, endings: { norm: "_BN", activation: "_relu" } };
  const inputs = input({ shape: inputShape, name: "input" });
  const first = {
    name: "Conv1",
    names: { convolution: "Conv1", norm: "bn_Conv1", activation: "Conv1_relu" },
    filters: makeDivisible(FIRST_CHANNELS * alpha),
    kernelSize: 3,
    strides: 2,
    activation: "relu6",
  } as const;
  let x = convNorm(inputs, first, style);
  const blockEnds: LayerOutput[] = [];
  for (const { expansion, channels, repeats, strides } of bottlenecks) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const block = {
        prefix: blockEnds.length === 0 ? "expanded_conv_" : `block_${blockEnds.length}_`,
        expanded: expansion === 1 ? null : x.shape[2]! * expansion,
        filters: makeDivisible(channels * alpha),
        kernelSize: 3,
        strides: repeat === 0 ? strides : 1,
        activation: "relu6",
        gate: null,
      } as const;
      x = invertedResidual(x, block, style);
      blockEnds.push(x);
    }
  }
  const last = {
    name: "Conv_1",
    names: { convolution: "Conv_1", norm: "Conv_1_bn", activation: "out_relu" },
    // The multiplier widens the last layer but never makes it narrower (section 6.1).
    filters: alpha > 1 ? makeDivisible(LAST_CHANNELS * alpha) : LAST_CHANNELS,
    kernelSize: 1,
    activation: "relu6",
  } as const;
  x = convNorm(x, last, style);
  blockEnds[blockEnds.length - 1] = x;
  x = pooled(x, includeTop ? "avg" : pooling, poolNames);
  if (includeTop)
    x = new Dense({ name: "predictions", units: classes, activation: classifierActivation ?? "linear", seed }).apply(x);
  return connect({ name: `mobilenetv2_${alpha.toFixed(2)}_${inputShape[0]}`, inputs, outputs: x, blockEnds });
}
