// MobileNetV3, small and large: inverted residuals with gates and hard-swish (arXiv 1905.02244), with Keras's layer names.

import { Activation } from "../layers/activation.js";
import { Conv2D } from "../layers/conv2D.js";
import { Dropout } from "../layers/dropout.js";
import { Flatten } from "../layers/flatten.js";
import { GlobalAveragePooling2D } from "../layers/globalPooling2D.js";
import { input } from "../layers/input.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { Multiply } from "../layers/multiply.js";
import { Rescaling } from "../layers/rescaling.js";
import type { Model } from "../train/model.js";
import {
  type Architecture,
  type ArchitectureOptions,
  type BuiltNetwork,
  connect,
  resolveOptions,
} from "./architecture.js";
import { activationLayer, convNorm, type Gate, invertedResidual, makeDivisible, pooled, type Style } from "./parts.js";
import { kerasVariant, type Source, tensorflowVariant, torchVariant } from "./sources.js";

/** A row of the paper's tables; the first number is the expansion factor. */
interface Row {
  readonly expansion: number;
  readonly channels: number;
  readonly kernelSize: 3 | 5;
  readonly strides: 1 | 2;
  /** Whether a squeeze-and-excite gate weighs the channels. */
  readonly gate: boolean;
  readonly activation: "relu" | "hardSwish";
}

/** Table 2 of the paper. */
const smallRows: readonly Row[] = [
  { expansion: 1, channels: 16, kernelSize: 3, strides: 2, gate: true, activation: "relu" },
  { expansion: 72 / 16, channels: 24, kernelSize: 3, strides: 2, gate: false, activation: "relu" },
  { expansion: 88 / 24, channels: 24, kernelSize: 3, strides: 1, gate: false, activation: "relu" },
  { expansion: 4, channels: 40, kernelSize: 5, strides: 2, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 40, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 40, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 3, channels: 48, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 3, channels: 48, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 96, kernelSize: 5, strides: 2, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 96, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 96, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
];

/** Table 1 of the paper. */
const largeRows: readonly Row[] = [
  { expansion: 1, channels: 16, kernelSize: 3, strides: 1, gate: false, activation: "relu" },
  { expansion: 4, channels: 24, kernelSize: 3, strides: 2, gate: false, activation: "relu" },
  { expansion: 3, channels: 24, kernelSize: 3, strides: 1, gate: false, activation: "relu" },
  { expansion: 3, channels: 40, kernelSize: 5, strides: 2, gate: true, activation: "relu" },
  { expansion: 3, channels: 40, kernelSize: 5, strides: 1, gate: true, activation: "relu" },
  { expansion: 3, channels: 40, kernelSize: 5, strides: 1, gate: true, activation: "relu" },
  { expansion: 6, channels: 80, kernelSize: 3, strides: 2, gate: false, activation: "hardSwish" },
  { expansion: 2.5, channels: 80, kernelSize: 3, strides: 1, gate: false, activation: "hardSwish" },
  { expansion: 2.3, channels: 80, kernelSize: 3, strides: 1, gate: false, activation: "hardSwish" },
  { expansion: 2.3, channels: 80, kernelSize: 3, strides: 1, gate: false, activation: "hardSwish" },
  { expansion: 6, channels: 112, kernelSize: 3, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 112, kernelSize: 3, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 160, kernelSize: 5, strides: 2, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 160, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
  { expansion: 6, channels: 160, kernelSize: 5, strides: 1, gate: true, activation: "hardSwish" },
];

/** What differs between the two. */
interface Size {
  readonly name: "MobileNetV3Small" | "MobileNetV3Large";
  readonly rows: readonly Row[];
  /** Channels of the layer before the classifier. */
  readonly lastChannels: number;
}

const small: Size = { name: "MobileNetV3Small", rows: smallRows, lastChannels: 1024 };
const large: Size = { name: "MobileNetV3Large", rows: largeRows, lastChannels: 1280 };

const FIRST_CHANNELS = 16;
/** Channels of the last convolution per channel of the last block. */
const LAST_EXPANSION = 6;
/** Channels inside a gate per channel that it weighs. */
const SQUEEZE = 1 / 4;
/** The rate before the classifier. */
const DROPOUT = 0.2;

const common = {
  variants: {
    keras: kerasVariant("none", 0.999),
    torchvision: { ...torchVariant, epsilon: 1e-3, momentum: 0.99 },
    timm: torchVariant,
    "timm-tf": tensorflowVariant,
  },
  sizes: { default: 224, smallest: 32, published: [224] },
  alphas: [0.75, 1],
} as const;

export const mobileNetV3SmallArchitecture: Architecture = {
  ...common,
  name: "mobilenetv3-small",
  title: "MobileNetV3 small",
  create: (options: ArchitectureOptions = {}): BuiltNetwork => create(small, options),
};

export const mobileNetV3LargeArchitecture: Architecture = {
  ...common,
  name: "mobilenetv3-large",
  title: "MobileNetV3 large",
  create: (options: ArchitectureOptions = {}): BuiltNetwork => create(large, options),
};

/**
 * MobileNetV3 small with random weights, which `loadWeights` replaces, for pixels from 0 to 255, which it rescales
 * itself. See https://keras.io/api/applications/mobilenet.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function mobileNetV3Small(options: ArchitectureOptions = {}): Model {
  return create(small, options).network;
}

/**
 * MobileNetV3 large; otherwise as `mobileNetV3Small`.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function mobileNetV3Large(options: ArchitectureOptions = {}): Model {
  return create(large, options).network;
}

function create({ name, rows, lastChannels }: Size, options: ArchitectureOptions): BuiltNetwork {
  const resolved = resolveOptions({ title: name, ...common }, options);
  const { inputShape, alpha, includeTop, pooling, source } = resolved;
  const style: Style = { ...resolved, endings: { norm: "_bn", activation: "_activation" } };
  const widths = widthsOf(source, alpha);
  const inputs = input({ shape: inputShape, name: "input" });
  const rescaling = new Rescaling({ name: "rescaling", scale: 1 / 127.5, offset: -1 });
  const first = { name: "conv", filters: widths.first, kernelSize: 3, strides: 2, activation: "hardSwish" } as const;
  let x = convNorm(source === "keras" ? rescaling.apply(inputs) : inputs, first, style);
  let before = FIRST_CHANNELS;
  const blockEnds: LayerOutput[] = [];
  for (const { expansion, channels, gate, ...row } of rows) {
    const isFirst = blockEnds.length === 0;
    const expanded = widths.expanded(x.shape[2]!, before, expansion);
    const block = {
      ...row,
      prefix: isFirst ? "expanded_conv_" : `expanded_conv_${blockEnds.length}_`,
      expanded: isFirst ? null : expanded,
      filters: makeDivisible(channels * alpha),
      gate: gate ? squeezeExcite(makeDivisible(expanded * SQUEEZE), style) : null,
    };
    x = invertedResidual(x, block, style);
    before = channels;
    blockEnds.push(x);
  }
  const filters = widths.lastConvolution(x.shape[2]!, before);
  x = convNorm(x, { name: "conv_1", filters, kernelSize: 1, activation: "hardSwish" }, style);
  blockEnds[blockEnds.length - 1] = x;
  if (includeTop) x = classifier(x, widths.last(lastChannels), resolved);
  else x = pooled(x, pooling, { avg: "avg_pool", max: "max_pool" });
  return connect({ name, inputs, outputs: x, blockEnds });
}

/** A gate with so many channels inside (figure 4). */
function squeezeExcite(squeezed: number, { seed }: Style): Gate {
  return (x, prefix) => {
    const name = (part: string): string => `${prefix}squeeze_excite_${part}`;
    const pointwise = (part: string, filters: number): Layer =>
      new Conv2D({ name: name(part), filters, kernelSize: 1, padding: "same", seed });
    const weights = [
      new GlobalAveragePooling2D({ name: name("avg_pool"), keepDims: true }),
      pointwise("conv", squeezed),
      activationLayer(name("relu"), "relu"),
      pointwise("conv_1", x.shape[2]!),
      new Activation({ name: name("hard_sigmoid"), activation: "hardSigmoid" }),
    ].reduce((output, layer) => layer.apply(output), x);
    return new Multiply({ name: name("mul") }).apply([x, weights]);
  };
}

/** Numbers of channels from those that come in, and from those of a width of 1. */
interface Widths {
  readonly first: number;
  expanded(channels: number, channelsOfOne: number, expansion: number): number;
  lastConvolution(channels: number, channelsOfOne: number): number;
  last(channelsOfOne: number): number;
}

/** At a width of 1 the programs agree; at others each rounds in its own order. */
function widthsOf(source: Source, alpha: number): Widths {
  const scaled = (channels: number): number => makeDivisible(channels * alpha);
  const keras: Widths = {
    first: FIRST_CHANNELS,
    expanded: (channels, _, expansion) => makeDivisible(channels * expansion),
    lastConvolution: (channels) => makeDivisible(channels * LAST_EXPANSION),
    last: (channels) => (alpha > 1 ? scaled(channels) : channels),
  };
  if (source === "keras") return keras;
  if (source === "torchvision") {
    const expanded: Widths["expanded"] = (_, channels, expansion) => scaled(channels * expansion);
    return { ...keras, first: scaled(FIRST_CHANNELS), expanded, last: scaled };
  }
  return {
    ...keras,
    first: alpha < 0.75 ? FIRST_CHANNELS : scaled(FIRST_CHANNELS),
    lastConvolution: (_, channels) => scaled(channels * LAST_EXPANSION),
    last: (channels) => channels,
  };
}

/** The mean comes before the last wide layer, which then has a single place to work on (section 5.1). */
function classifier(
  x: LayerOutput,
  channels: number,
  { classes, classifierActivation, seed }: Required<ArchitectureOptions>,
): LayerOutput {
  return [
    new GlobalAveragePooling2D({ name: "global_average_pooling2d", keepDims: true }),
    new Conv2D({ name: "conv_2", filters: channels, kernelSize: 1, padding: "same", seed }),
    activationLayer("conv_2_activation", "hardSwish"),
    new Dropout({ name: "dropout", rate: DROPOUT, seed }),
    new Conv2D({ name: "logits", filters: classes, kernelSize: 1, padding: "same", seed }),
    new Flatten({ name: "flatten" }),
    new Activation({ name: "predictions", activation: classifierActivation ?? "linear" }),
  ].reduce((output, layer) => layer.apply(output), x);
}
