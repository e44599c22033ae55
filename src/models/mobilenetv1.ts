// MobileNetV1: depthwise separable convolutions (arXiv 1704.04861), with Keras's layer names.

import { Activation } from "../layers/activation.js";
import { Conv2D } from "../layers/conv2D.js";
import { Dropout } from "../layers/dropout.js";
import { GlobalAveragePooling2D } from "../layers/globalPooling2D.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import { Reshape } from "../layers/reshape.js";
import { ZeroPadding2D } from "../layers/zeroPadding2D.js";
import type { Model } from "../train/model.js";
import {
  type Architecture,
  type ArchitectureOptions,
  type BuiltNetwork,
  connect,
  resolveOptions,
} from "./architecture.js";
import { convNorm, depthwiseNorm, makeDivisible, pooled, poolNames, type Style } from "./parts.js";
import { kerasVariant, torchVariant } from "./sources.js";

/** Table 1 of the paper: the stride of each depthwise convolution, and the channels of the pointwise one after it. */
const separable = [
  { strides: 1, channels: 64 },
  { strides: 2, channels: 128 },
  { strides: 1, channels: 128 },
  { strides: 2, channels: 256 },
  { strides: 1, channels: 256 },
  { strides: 2, channels: 512 },
  { strides: 1, channels: 512 },
  { strides: 1, channels: 512 },
  { strides: 1, channels: 512 },
  { strides: 1, channels: 512 },
  { strides: 1, channels: 512 },
  { strides: 2, channels: 1024 },
  { strides: 1, channels: 1024 },
] as const;

const FIRST_CHANNELS = 32;
/** The rate before the classifier. */
const DROPOUT = 1e-3;

export const mobileNetV1Architecture: Architecture = {
  name: "mobilenetv1",
  title: "MobileNetV1",
  create,
  variants: {
    keras: kerasVariant("minusOneToOne", 0.99),
    timm: { ...torchVariant, preprocessing: "minusOneToOne" },
  },
  sizes: { default: 224, smallest: 32, published: [128, 160, 192, 224] },
  alphas: [0.25, 0.5, 0.75, 1],
};

/**
 * MobileNetV1 with random weights; `loadWeights` replaces them. See https://keras.io/api/applications/mobilenet.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function mobileNetV1(options: ArchitectureOptions = {}): Model {
  return create(options).network;
}

function create(options: ArchitectureOptions = {}): BuiltNetwork {
  const resolved = resolveOptions(mobileNetV1Architecture, options);
  const { inputShape, alpha, includeTop, pooling, source } = resolved;
  const style: Style = { ...resolved, endings: { norm: "_bn", activation: "_relu" } };
  const widened = (channels: number): number =>
    source === "keras" ? Math.max(1, Math.trunc(channels * alpha)) : makeDivisible(channels * alpha);
  const inputs = input({ shape: inputShape, name: "input" });
  const first = { name: "conv1", filters: widened(FIRST_CHANNELS), kernelSize: 3, strides: 2 } as const;
  let x = convNorm(inputs, { ...first, activation: "relu6" }, style);
  const blockEnds: LayerOutput[] = [];
  for (const { strides, channels } of separable) {
    x = separableBlock(x, { number: blockEnds.length + 1, strides, filters: widened(channels) }, style);
    blockEnds.push(x);
  }
  if (includeTop) x = classifier(x, resolved);
  else x = pooled(x, pooling, poolNames);
  return connect({ name: `mobilenet_${alpha.toFixed(2)}_${inputShape[0]}`, inputs, outputs: x, blockEnds });
}

interface SeparableBlock {
  readonly number: number;
  readonly strides: 1 | 2;
  readonly filters: number;
}

/** Figure 3 of the paper: filter each channel, then mix the channels, each with batch norm and an activation. */
function separableBlock(x: LayerOutput, { number, strides, filters }: SeparableBlock, style: Style): LayerOutput {
  // Keras pads below and to the right before stride 2. On even sides that is `same`, which on odd ones would pad all around.
  const [height, width] = x.shape as [number, number];
  const padsApart = style.padding === "same" && strides === 2 && (height % 2 === 1 || width % 2 === 1);
  const padding = [
    [0, 1],
    [0, 1],
  ] as const;
  const padded = padsApart ? new ZeroPadding2D({ name: `conv_pad_${number}`, padding }).apply(x) : x;
  const depthwise = {
    name: `conv_dw_${number}`,
    kernelSize: 3,
    strides,
    activation: "relu6",
    ...(padsApart && ({ padding: "valid" } as const)),
  } as const;
  const filtered = depthwiseNorm(padded, depthwise, style);
  return convNorm(filtered, { name: `conv_pw_${number}`, filters, kernelSize: 1, activation: "relu6" }, style);
}

function classifier(
  x: LayerOutput,
  { classes, classifierActivation, seed }: Required<ArchitectureOptions>,
): LayerOutput {
  return [
    new GlobalAveragePooling2D({ name: "global_average_pooling2d", keepDims: true }),
    new Dropout({ name: "dropout", rate: DROPOUT, seed }),
    new Conv2D({ name: "conv_preds", filters: classes, kernelSize: 1, padding: "same", seed }),
    new Reshape({ name: "reshape_2", targetShape: [classes] }),
    new Activation({ name: "predictions", activation: classifierActivation ?? "linear" }),
  ].reduce((output, layer) => layer.apply(output), x);
}
