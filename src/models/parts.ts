// The parts of MobileNets: a convolution with its batch norm, the inverted residual, and the gate on its channels.

import { Activation } from "../layers/activation.js";
import { Add } from "../layers/add.js";
import { BatchNormalization } from "../layers/batchNormalization.js";
import { Conv2D } from "../layers/conv2D.js";
import { DepthwiseConv2D } from "../layers/depthwiseConv2D.js";
import { GlobalAveragePooling2D, GlobalMaxPooling2D } from "../layers/globalPooling2D.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { Multiply } from "../layers/multiply.js";
import { ReLU } from "../layers/reLU.js";

/** What all parts of a network share. */
export interface Style {
  /** Whether batch norm is folded into the convolutions, which then have a bias. */
  readonly folded: boolean;
  /** The batch norms' momentum. */
  readonly momentum: number;
  /** Seeds the initial weights. */
  readonly seed: number;
  /** Endings that a convolution's name gets for its batch norm and its activation: `_bn`, `_relu`. */
  readonly endings: { readonly norm: string; readonly activation: string };
}

/** Null: a linear bottleneck. */
export type PartActivation = "relu" | "relu6" | "hardSwish" | null;

interface Part {
  readonly name: string;
  /** Of the batch norm and the activation. Default: the name with the style's endings. */
  readonly names?: { readonly norm: string; readonly activation: string };
  readonly kernelSize: number;
  readonly strides?: number;
  readonly padding?: "same" | "valid";
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

function convolutionOptions({ name, kernelSize, strides = 1, padding = "same" }: Part, { folded, seed }: Style) {
  return { name, kernelSize, strides, padding, useBias: folded, seed };
}

function normalized(
  x: LayerOutput,
  { name, names, activation }: Part,
  { folded, momentum, endings }: Style,
): LayerOutput {
  const norm = names?.norm ?? name + endings.norm;
  const output = folded ? x : new BatchNormalization({ name: norm, epsilon: 1e-3, momentum }).apply(x);
  if (activation === null) return output;
  return activationLayer(names?.activation ?? name + endings.activation, activation).apply(output);
}

export function activationLayer(name: string, activation: NonNullable<PartActivation>): Layer {
  if (activation === "hardSwish") return new Activation({ name, activation });
  return new ReLU({ name, maxValue: activation === "relu6" ? 6 : null });
}

export interface InvertedResidual {
  /** The beginning of its layers' names: `block_1_`. */
  readonly prefix: string;
  /** Channels between the first convolution and the last; null if the block expands nothing. */
  readonly expanded: number | null;
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly activation: NonNullable<PartActivation>;
  /** Channels inside the squeeze-and-excite gate; null for none. */
  readonly squeezed: number | null;
}

/**
 * Expand, filter each channel, weigh the channels, project without an activation; a shortcut if the shapes allow it
 * (arXiv 1801.04381, table 1; with the gate arXiv 1905.02244, figure 4).
 */
export function invertedResidual(x: LayerOutput, block: InvertedResidual, style: Style): LayerOutput {
  const { prefix, expanded, filters, kernelSize, strides, activation, squeezed } = block;
  const wide =
    expanded === null
      ? x
      : convNorm(x, { name: `${prefix}expand`, filters: expanded, kernelSize: 1, activation }, style);
  const filtered = depthwiseNorm(wide, { name: `${prefix}depthwise`, kernelSize, strides, activation }, style);
  const weighed = squeezed === null ? filtered : squeezeExcite(filtered, { prefix, squeezed, seed: style.seed });
  const projected = convNorm(weighed, { name: `${prefix}project`, filters, kernelSize: 1, activation: null }, style);
  const hasShortcut = strides === 1 && x.shape[2] === filters;
  return hasShortcut ? new Add({ name: `${prefix}add` }).apply([x, projected]) : projected;
}

interface SqueezeExcite {
  readonly prefix: string;
  readonly squeezed: number;
  readonly seed: number;
}

/** Weighs each channel by a number from 0 to 1, computed from the means of all (arXiv 1709.01507, section 3). */
function squeezeExcite(x: LayerOutput, { prefix, squeezed, seed }: SqueezeExcite): LayerOutput {
  const name = (part: string): string => `${prefix}squeeze_excite_${part}`;
  const pointwise = (part: string, filters: number): Layer =>
    new Conv2D({ name: name(part), filters, kernelSize: 1, padding: "same", seed });
  const gate = [
    new GlobalAveragePooling2D({ name: name("avg_pool"), keepDims: true }),
    pointwise("conv", squeezed),
    activationLayer(name("relu"), "relu"),
    pointwise("conv_1", x.shape[2]!),
    new Activation({ name: name("hard_sigmoid"), activation: "hardSigmoid" }),
  ].reduce((output, layer) => layer.apply(output), x);
  return new Multiply({ name: name("mul") }).apply([x, gate]);
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
export function makeDivisible(channels: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}
