// EfficientNet-B0 (arXiv 1905.11946), with Keras's layer names, and EfficientNet-Lite0, which has neither gates nor swish
// (https://github.com/tensorflow/tpu/tree/master/models/official/efficientnet/lite).

import { torchDeviation, torchMean } from "../formats/imagenetColors.js";
import { Conv2D } from "../layers/conv2D.js";
import { Dense } from "../layers/dense.js";
import { Dropout } from "../layers/dropout.js";
import { GlobalAveragePooling2D } from "../layers/globalPooling2D.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import { Multiply } from "../layers/multiply.js";
import { Normalization } from "../layers/normalization.js";
import { Rescaling } from "../layers/rescaling.js";
import { Reshape } from "../layers/reshape.js";
import type { Model } from "../train/model.js";
import {
  type Architecture,
  type ArchitectureOptions,
  type BuiltNetwork,
  connect,
  type ResolvedOptions,
  resolveOptions,
} from "./architecture.js";
import {
  convNorm,
  type Gate,
  invertedResidual,
  makeDivisible,
  type PartActivation,
  pooled,
  type Style,
} from "./parts.js";
import { kerasVariant, tensorflowVariant, torchVariant } from "./sources.js";

/** Table 1 of the paper: expansion factor, channels, repeats, the stride of the first of them, and the kernel. */
const stages = [
  { expansion: 1, channels: 16, repeats: 1, strides: 1, kernelSize: 3 },
  { expansion: 6, channels: 24, repeats: 2, strides: 2, kernelSize: 3 },
  { expansion: 6, channels: 40, repeats: 2, strides: 2, kernelSize: 5 },
  { expansion: 6, channels: 80, repeats: 3, strides: 2, kernelSize: 3 },
  { expansion: 6, channels: 112, repeats: 3, strides: 1, kernelSize: 5 },
  { expansion: 6, channels: 192, repeats: 4, strides: 2, kernelSize: 5 },
  { expansion: 6, channels: 320, repeats: 1, strides: 1, kernelSize: 3 },
] as const;

const BLOCKS = 16;
const FIRST_CHANNELS = 32;
const LAST_CHANNELS = 1280;
/** Channels inside a gate per channel that comes into its block. */
const SQUEEZE = 1 / 4;
/** The rate before the classifier. */
const DROPOUT = 0.2;
/** How often training drops all but the shortcut, in a block after the last; earlier ones do so less, in proportion. */
const DROP_RATE = 0.2;

const sizes = { default: 224, smallest: 32, published: [224] } as const;

export const efficientNetB0Architecture: Architecture = {
  name: "efficientnet-b0",
  title: "EfficientNet-B0",
  create: (options: ArchitectureOptions = {}): BuiltNetwork => create(b0, options),
  variants: {
    keras: kerasVariant("none", 0.99),
    torchvision: torchVariant,
    timm: torchVariant,
    "timm-tf": { ...tensorflowVariant, preprocessing: "torch" },
  },
  sizes,
  alphas: [1],
};

export const efficientNetLite0Architecture: Architecture = {
  name: "efficientnet-lite0",
  title: "EfficientNet-Lite0",
  create: (options: ArchitectureOptions = {}): BuiltNetwork => create(lite0, options),
  variants: { "timm-tf": tensorflowVariant, timm: torchVariant },
  sizes,
  alphas: [1],
};

/** What differs between the two. */
interface Family {
  readonly architecture: Architecture;
  readonly activation: NonNullable<PartActivation>;
  readonly hasGates: boolean;
  /** Whether the width multiplier leaves the first and the last convolution as they are. */
  readonly keepsEnds: boolean;
}

const b0: Family = {
  architecture: efficientNetB0Architecture,
  activation: "swish",
  hasGates: true,
  keepsEnds: false,
};

const lite0: Family = {
  architecture: efficientNetLite0Architecture,
  activation: "relu6",
  hasGates: false,
  keepsEnds: true,
};

/**
 * EfficientNet-B0 with random weights, which `loadWeights` replaces, for pixels from 0 to 255, which it rescales and
 * normalizes itself. See https://keras.io/api/applications/efficientnet.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function efficientNetB0(options: ArchitectureOptions = {}): Model {
  return create(b0, options).network;
}

/**
 * EfficientNet-Lite0, for pictures preprocessed by `minusOneToOne`; otherwise as `efficientNetB0`.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function efficientNetLite0(options: ArchitectureOptions = {}): Model {
  return create(lite0, options).network;
}

/**
 * Padding is part of the convolutions: there are no layers `stem_conv_pad` and `block2a_dwconv_pad`. With Keras's ImageNet
 * weights, Keras divides by the root of the deviation twice, in `normalization` and in `rescaling_1`; here the variance
 * is the deviation's square, and there is no `rescaling_1`.
 */
function create({ architecture, activation, hasGates, keepsEnds }: Family, options: ArchitectureOptions): BuiltNetwork {
  const resolved = resolveOptions(architecture, options);
  const { inputShape, alpha, includeTop, pooling, source } = resolved;
  const endings = { convolution: "_conv", norm: "_bn", activation: "_activation" };
  const style: Style = { ...resolved, endings };
  const widened = (channels: number): number => makeDivisible(channels * alpha);
  const ofEnd = (channels: number): number => (keepsEnds ? channels : widened(channels));
  const inputs = input({ shape: inputShape, name: "input" });
  const scaled = source === "keras" ? normalizedPixels(inputs) : inputs;
  const first = { name: "stem", filters: ofEnd(FIRST_CHANNELS), kernelSize: 3, strides: 2, activation } as const;
  let x = convNorm(scaled, first, style);
  const blockEnds: LayerOutput[] = [];
  stages.forEach(({ expansion, channels, repeats, strides, kernelSize }, stage) => {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const before = x.shape[2]!;
      const block = {
        prefix: `block${stage + 1}${"abcd"[repeat]}_`,
        expanded: expansion === 1 ? null : before * expansion,
        filters: widened(channels),
        kernelSize,
        strides: repeat === 0 ? strides : 1,
        activation,
        gate: hasGates ? squeezeExcite(Math.max(1, Math.trunc(before * SQUEEZE)), style) : null,
        depthwiseNames: { convolution: "dwconv", norm: "bn", activation: "activation" },
        dropRate: (DROP_RATE * blockEnds.length) / BLOCKS,
      };
      x = invertedResidual(x, block, style);
      blockEnds.push(x);
    }
  });
  const last = source === "torchvision" ? 4 * x.shape[2]! : ofEnd(LAST_CHANNELS);
  x = convNorm(x, { name: "top", filters: last, kernelSize: 1, activation }, style);
  blockEnds[blockEnds.length - 1] = x;
  x = pooled(x, includeTop ? "avg" : pooling, { avg: "avg_pool", max: "max_pool" });
  const name = architecture.name.replace("-", "");
  return connect({ name, inputs, outputs: includeTop ? classifier(x, resolved) : x, blockEnds });
}

/** Pixels from 0 to 255, normalized by ImageNet's mean and deviation until a file gives others. */
function normalizedPixels(pixels: LayerOutput): LayerOutput {
  const rescaled = new Rescaling({ name: "rescaling", scale: 1 / 255 }).apply(pixels);
  const normalization = new Normalization({ name: "normalization" });
  const output = normalization.apply(rescaled);
  const variance = torchDeviation.map((deviation) => deviation ** 2);
  normalization.setWeights([Float32Array.from(torchMean), Float32Array.from(variance), new Float32Array(1)]);
  return output;
}

/** A gate with so many channels inside. */
function squeezeExcite(squeezed: number, { seed }: Style): Gate {
  return (x, prefix) => {
    const channels = x.shape[2]!;
    const pointwise = { kernelSize: 1, padding: "same", kernelInitializer: "heNormal", seed } as const;
    const weights = [
      new GlobalAveragePooling2D({ name: `${prefix}se_squeeze` }),
      new Reshape({ name: `${prefix}se_reshape`, targetShape: [1, 1, channels] }),
      new Conv2D({ name: `${prefix}se_reduce`, filters: squeezed, activation: "swish", ...pointwise }),
      new Conv2D({ name: `${prefix}se_expand`, filters: channels, activation: "sigmoid", ...pointwise }),
    ].reduce((output, layer) => layer.apply(output), x);
    return new Multiply({ name: `${prefix}se_excite` }).apply([x, weights]);
  };
}

function classifier(x: LayerOutput, { classes, classifierActivation, seed }: ResolvedOptions): LayerOutput {
  const dropped = new Dropout({ name: "top_dropout", rate: DROPOUT, seed }).apply(x);
  const activation = classifierActivation ?? "linear";
  return new Dense({ name: "predictions", units: classes, activation, seed }).apply(dropped);
}
