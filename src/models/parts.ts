// The parts of MobileNets: a convolution with its batch norm, the inverted residual, and the gate on its channels.

import { Activation } from "../layers/activation.js";
import { Add } from "../layers/add.js";
import { BatchNormalization } from "../layers/batchNormalization.js";
import { Conv2D } from "../layers/conv2D.js";
import { DepthwiseConv2D } from "../layers/depthwiseConv2D.js";
import { Dropout } from "../layers/dropout.js";
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from "../layers/globalPooling2D.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { ReLU } from "../layers/reLU.js";
import type { Padding } from "../tensor/window.js";
import type { ResolvedOptions } from "./architecture.js";

/** What all parts of a network share. */
export interface Style extends Pick<ResolvedOptions, "folded" | "seed" | "padding" | "epsilon" | "momentum"> {
  /** Endings that a part's name gets for its convolution, its batch norm and its activation: ``, `_bn`, `_relu`. */
  readonly endings: { readonly convolution?: string; readonly norm: string; readonly activation: string };
}

/** Null: a linear bottleneck. */
export type PartActivation = "relu" | "relu6" | "hardSwish" | "swish" | null;

/** The names of a part's layers. */
interface PartNames {
  readonly convolution: string;
  readonly norm: string;
  readonly activation: string;
}

interface Part {
  readonly name: string;
  /** Default: the name with the style's endings. */
  readonly names?: PartNames;
  readonly kernelSize: number;
  readonly strides?: number;
  /** Default: the style's. */
  readonly padding?: "valid";
  readonly activation: PartActivation;
}

export interface ConvNorm extends Part {
  readonly filters: number;
}

export function convNorm(x: LayerOutput, { filters, ...part }: ConvNorm, style: Style): LayerOutput {
  const options = { filters, kernelInitializer: "heNormal", ...convolutionOptions(part, style) } as const;
  return normalized(new Conv2D(options).apply(x), part, style);
}

export function depthwiseNorm(x: LayerOutput, part: Part, style: Style): LayerOutput {
  const options = { depthwiseInitializer: "heNormal", ...convolutionOptions(part, style) } as const;
  return normalized(new DepthwiseConv2D(options).apply(x), part, style);
}

function namesOf({ name, names }: Part, { endings }: Style): PartNames {
  const { convolution = "", norm, activation } = endings;
  return names ?? { convolution: name + convolution, norm: name + norm, activation: name + activation };
}

function convolutionOptions(part: Part, style: Style) {
  const { kernelSize, strides = 1, padding = strides === 1 ? "same" : paddingOf(style, kernelSize) } = part;
  const { folded, seed } = style;
  return { name: namesOf(part, style).convolution, kernelSize, strides, padding, useBias: folded, seed };
}

/** Around a window of stride 2; with stride 1 the two are the same. */
export function paddingOf({ padding }: Pick<Style, "padding">, kernelSize: number): Padding {
  const side = (kernelSize - 1) / 2;
  return padding === "same" ? "same" : [side, side, side, side];
}

function normalized(x: LayerOutput, part: Part, style: Style): LayerOutput {
  const { folded, momentum, epsilon } = style;
  const names = namesOf(part, style);
  const output = folded ? x : new BatchNormalization({ name: names.norm, epsilon, momentum }).apply(x);
  return part.activation === null ? output : activationLayer(names.activation, part.activation).apply(output);
}

export function activationLayer(name: string, activation: NonNullable<PartActivation>): Layer {
  if (activation === "hardSwish" || activation === "swish") return new Activation({ name, activation });
  return new ReLU({ name, maxValue: activation === "relu6" ? 6 : null });
}

/** @param prefix the beginning of the names of the block's layers */
export type Gate = (x: LayerOutput, prefix: string) => LayerOutput;

export interface InvertedResidual {
  /** The beginning of its layers' names: `block_1_`. */
  readonly prefix: string;
  /** Channels between the first convolution and the last; null if the block expands nothing. */
  readonly expanded: number | null;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly activation: NonNullable<PartActivation>;
  /** Squeeze-and-excite: weighs each channel by a number from 0 to 1 (arXiv 1709.01507, section 3); null for none. */
  readonly gate: Gate | null;
  /** Of the layers of the depthwise convolution, without the prefix. Default: `depthwise` with the style's endings. */
  readonly depthwiseNames?: PartNames;
  /** How often training drops all but the shortcut. Default: 0. */
  readonly dropRate?: number;
}

/**
 * Expand, filter each channel, weigh the channels, project without an activation; a shortcut if the shapes allow it
 * (arXiv 1801.04381, table 1; with the gate arXiv 1905.02244, figure 4).
 */
export function invertedResidual(x: LayerOutput, block: InvertedResidual, style: Style): LayerOutput {
  const { prefix, expanded, filters, kernelSize, strides, activation, gate, depthwiseNames, dropRate = 0 } = block;
  const wide =
    expanded === null
      ? x
      : convNorm(x, { name: `${prefix}expand`, filters: expanded, kernelSize: 1, activation }, style);
  const names = depthwiseNames && { names: prefixed(prefix, depthwiseNames) };
  const depthwise = { name: `${prefix}depthwise`, ...names, kernelSize, strides, activation };
  const filtered = depthwiseNorm(wide, depthwise, style);
  const weighed = gate === null ? filtered : gate(filtered, prefix);
  const projected = convNorm(weighed, { name: `${prefix}project`, filters, kernelSize: 1, activation: null }, style);
  if (strides !== 1 || x.shape[2] !== filters) return projected;
  const { seed } = style;
  const drop = { name: `${prefix}drop`, rate: dropRate, noiseShape: [null, 1, 1, 1], seed };
  const kept = dropRate === 0 ? projected : new Dropout(drop).apply(projected);
  return new Add({ name: `${prefix}add` }).apply([x, kept]);
}

function prefixed(prefix: string, { convolution, norm, activation }: PartNames): PartNames {
  return { convolution: prefix + convolution, norm: prefix + norm, activation: prefix + activation };
}

/** x without its height and width, if they are to be pooled; the layer's name depends on how. */
export function pooled(
  x: LayerOutput,
  pooling: "avg" | "max" | null,
  names: { readonly avg: string; readonly max: string },
): LayerOutput {
  if (pooling === null) return x;
  const Pool = pooling === "avg" ? GlobalAveragePooling2D : GlobalMaxPooling2D;
  return new Pool({ name: names[pooling] }).apply(x);
}

/** The names of pools in MobileNet V1 and V2. */
export const poolNames = { avg: "global_average_pooling2d", max: "global_max_pooling2d" };

/** Channels rounded to a multiple of 8, down by a tenth at most, as in the authors' code. */
export function makeDivisible(channels: number): number {
  const rounded = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return rounded < 0.9 * channels ? rounded + 8 : rounded;
}
