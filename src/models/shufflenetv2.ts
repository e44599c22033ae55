// ShuffleNetV2 (arXiv 1807.11164), torchvision's: half of the channels pass a block as they are, and then all are shuffled.

import { Concatenate } from "../layers/concatenate.js";
import { Cropping2D } from "../layers/cropping2D.js";
import { Dense } from "../layers/dense.js";
import { input } from "../layers/input.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { Permute } from "../layers/permute.js";
import { MaxPooling2D } from "../layers/pooling2D.js";
import { Reshape } from "../layers/reshape.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Model } from "../train/model.js";
import {
  type Architecture,
  type ArchitectureOptions,
  type BuiltNetwork,
  connect,
  resolveOptions,
} from "./architecture.js";
import { convNorm, depthwiseNorm, paddingOf, pooled, poolNames, type Style } from "./parts.js";
import { torchVariant } from "./sources.js";

/** Table 5 of the paper: channels after each stage, and of the last convolution. */
interface Width {
  readonly stages: readonly [number, number, number];
  readonly last: number;
}

const widths: ReadonlyMap<number, Width> = new Map([
  [0.5, { stages: [48, 96, 192], last: 1024 }],
  [1, { stages: [116, 232, 464], last: 1024 }],
  [1.5, { stages: [176, 352, 704], last: 1024 }],
  [2, { stages: [244, 488, 976], last: 2048 }],
]);

/** Blocks of each stage. */
const REPEATS = [4, 8, 4] as const;
const FIRST_CHANNELS = 24;

export const shuffleNetV2Architecture: Architecture = {
  name: "shufflenetv2",
  title: "ShuffleNetV2",
  create,
  variants: { torchvision: torchVariant },
  sizes: { default: 224, smallest: 32, published: [224] },
  alphas: [...widths.keys()],
};

/**
 * ShuffleNetV2 with random weights, which `loadWeights` replaces, for pictures preprocessed by `torch`. Its width is 0.5, 1,
 * 1.5 or 2. See https://docs.pytorch.org/vision/stable/models/shufflenetv2.
 * @throws LinnetError if the input is too small or does not have three channels, or an argument is unknown
 */
export function shuffleNetV2(options: ArchitectureOptions = {}): Model {
  return create(options).network;
}

function create(options: ArchitectureOptions = {}): BuiltNetwork {
  const resolved = resolveOptions(shuffleNetV2Architecture, options);
  const { inputShape, alpha, includeTop, pooling, classes, classifierActivation, seed } = resolved;
  const style: Style = { ...resolved, endings: { convolution: "_conv", norm: "_bn", activation: "_relu" } };
  const { stages, last } = widthOf(alpha);
  const inputs = input({ shape: inputShape, name: "input" });
  const first = { name: "conv1", filters: FIRST_CHANNELS, kernelSize: 3, strides: 2, activation: "relu" } as const;
  const pool = new MaxPooling2D({ name: "maxpool", poolSize: 3, strides: 2, padding: paddingOf(style, 3) });
  let x = pool.apply(convNorm(inputs, first, style));
  const blockEnds: LayerOutput[] = [];
  stages.forEach((channels, index) => {
    for (let repeat = 0; repeat < REPEATS[index]!; repeat += 1) {
      const block = { prefix: `stage${index + 2}_${repeat}_`, half: channels / 2 };
      x = repeat === 0 ? reducingBlock(x, block, style) : shufflingBlock(x, block, style);
      blockEnds.push(x);
    }
  });
  x = convNorm(x, { name: "conv5", filters: last, kernelSize: 1, activation: "relu" }, style);
  blockEnds[blockEnds.length - 1] = x;
  x = pooled(x, includeTop ? "avg" : pooling, poolNames);
  if (includeTop)
    x = new Dense({ name: "fc", units: classes, activation: classifierActivation ?? "linear", seed }).apply(x);
  return connect({ name: `shufflenetv2_${alpha.toFixed(1)}`, inputs, outputs: x, blockEnds });
}

function widthOf(alpha: number): Width {
  const found = widths.get(alpha);
  if (found !== undefined) return found;
  const names = [...widths.keys()].join(", ");
  throw new LinnetError(`ShuffleNetV2: expected alpha to be one of ${names}, got ${describe(alpha)}`);
}

interface Block {
  /** The beginning of its layers' names: `stage2_0_`. */
  readonly prefix: string;
  /** Channels of each branch. */
  readonly half: number;
}

/** Figure 3d of the paper: both branches read all channels, at half the height and width. */
function reducingBlock(x: LayerOutput, { prefix, half }: Block, style: Style): LayerOutput {
  const depthwise = { name: `${prefix}left_depthwise`, kernelSize: 3, strides: 2, activation: null } as const;
  const pointwise = { name: `${prefix}left_project`, filters: half, kernelSize: 1, activation: "relu" } as const;
  const left = convNorm(depthwiseNorm(x, depthwise, style), pointwise, style);
  return shuffled([left, branch(x, { prefix, half, strides: 2 }, style)], prefix);
}

/** Figure 3c of the paper: the left half of the channels stays as it is. */
function shufflingBlock(x: LayerOutput, { prefix, half }: Block, style: Style): LayerOutput {
  const [left, right] = halves(x, prefix);
  return shuffled([left, branch(right, { prefix, half, strides: 1 }, style)], prefix);
}

function branch(x: LayerOutput, { prefix, half, strides }: Block & { readonly strides: number }, style: Style) {
  const name = (part: string): string => `${prefix}right_${part}`;
  const pointwise = { filters: half, kernelSize: 1, activation: "relu" } as const;
  const expanded = convNorm(x, { name: name("expand"), ...pointwise }, style);
  const depthwise = { name: name("depthwise"), kernelSize: 3, strides, activation: null } as const;
  return convNorm(depthwiseNorm(expanded, depthwise, style), { name: name("project"), ...pointwise }, style);
}

/** The first and the second half of the channels: `[places, 2, half]`, cut in the middle. */
function halves(x: LayerOutput, prefix: string): readonly [left: LayerOutput, right: LayerOutput] {
  const [height, width, channels] = x.shape as [number, number, number];
  const half = channels / 2;
  const pairs = new Reshape({ name: `${prefix}halves`, targetShape: [height * width, 2, half] }).apply(x);
  const cut = (side: string, cropping: readonly [number, number]): LayerOutput =>
    inOrder(pairs, [
      new Cropping2D({ name: `${prefix}${side}`, cropping: [[0, 0], cropping] }),
      new Reshape({ name: `${prefix}${side}_half`, targetShape: [height, width, half] }),
    ]);
  return [cut("left", [0, 1]), cut("right", [1, 0])];
}

/** The channels of both branches, one of each in turn (ShuffleNet, arXiv 1707.01083, figure 1). */
function shuffled(branches: readonly [LayerOutput, LayerOutput], prefix: string): LayerOutput {
  const [height, width, half] = branches[0].shape as [number, number, number];
  const joined = new Concatenate({ name: `${prefix}concat` }).apply(branches);
  return inOrder(joined, [
    new Reshape({ name: `${prefix}branches`, targetShape: [height * width, 2, half] }),
    new Permute({ name: `${prefix}shuffle`, dims: [1, 3, 2] }),
    new Reshape({ name: `${prefix}output`, targetShape: [height, width, 2 * half] }),
  ]);
}

function inOrder(x: LayerOutput, layers: readonly Layer[]): LayerOutput {
  return layers.reduce((output, layer) => layer.apply(output), x);
}
