// MobileNetV2: inverted residuals and linear bottlenecks (arXiv 1801.04381), with Keras's layer names.

import { Add } from "../layers/add.js";
import { BatchNormalization } from "../layers/batchNormalization.js";
import { Conv2D } from "../layers/conv2D.js";
import { Dense } from "../layers/dense.js";
import { DepthwiseConv2D } from "../layers/depthwiseConv2D.js";
import { GlobalAveragePooling2D } from "../layers/globalAveragePooling2D.js";
import { input } from "../layers/input.js";
import type { Layer, LayerOutput } from "../layers/layer.js";
import { ReLU } from "../layers/reLU.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape } from "../tensor/shape.js";
import { Model } from "../train/model.js";

/** Table 2 of the paper: expansion factor, channels, repeats, and the stride of the first of them. */
const bottlenecks = [
  { expansion: 1, channels: 16, repeats: 1, stride: 1 },
  { expansion: 6, channels: 24, repeats: 2, stride: 2 },
  { expansion: 6, channels: 32, repeats: 3, stride: 2 },
  { expansion: 6, channels: 64, repeats: 4, stride: 2 },
  { expansion: 6, channels: 96, repeats: 3, stride: 1 },
  { expansion: 6, channels: 160, repeats: 3, stride: 2 },
  { expansion: 6, channels: 320, repeats: 1, stride: 1 },
] as const;

const FIRST_CHANNELS = 32;
const LAST_CHANNELS = 1280;
const SMALLEST_INPUT = 32;

export interface MobileNetV2Options {
  /** `[height, width, 3]`, each side 32 or more; 224 x 224. */
  readonly inputShape?: readonly [height: number, width: number, channels: number];
  /** The width multiplier (section 6.1): every number of channels is multiplied by it; 1. */
  readonly alpha?: number;
  /** Whether the classifier is there; true. Without it the output is `[height / 32, width / 32, channels]`. */
  readonly includeTop?: boolean;
  /** Without a classifier, `avg` gives one number a channel; none. */
  readonly pooling?: "avg" | null;
  /** Of the classifier; 1000. */
  readonly classes?: number;
  /** Of the classifier; `softmax`. Null leaves the logits. */
  readonly classifierActivation?: "softmax" | null;
  /**
   * True for weights whose batch norm is folded into the convolutions: each then has a bias, and no batch norm follows.
   * False.
   */
  readonly folded?: boolean;
  /** Of the batch norms: how much of the moving statistics stays in each step; 0.999, for long training. */
  readonly momentum?: number;
  /** Of the random first weights; 0. */
  readonly seed?: number;
}

/**
 * MobileNetV2 with random weights; `loadWeights` gives it others. See https://keras.io/api/applications/mobilenet.
 * Padding is TensorFlow's `same` throughout, which for even sizes equals Keras's explicit padding before stride 2.
 * @throws LinnetError on an input that is too small or has not three channels, or another argument that is none
 */
export function mobileNetV2(options: MobileNetV2Options = {}): Model {
  const {
    inputShape = [224, 224, 3],
    alpha = 1,
    includeTop = true,
    pooling = null,
    classes = 1000,
    classifierActivation = "softmax",
    seed = 0,
  } = options;
  checkInput(inputShape);
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new LinnetError(`mobileNetV2: expected alpha above 0, got ${alpha}`);
  if (pooling !== null && pooling !== "avg")
    throw new LinnetError(`mobileNetV2: expected pooling "avg" or null, got "${pooling}"`);
  const style: Style = { folded: options.folded ?? false, momentum: options.momentum ?? 0.999, seed };
  const inputs = input({ shape: inputShape, name: "input" });
  let x = convolution(
    inputs,
    {
      names: ["Conv1", "bn_Conv1", "Conv1_relu"],
      filters: makeDivisible(FIRST_CHANNELS * alpha),
      kernel: 3,
      stride: 2,
    },
    style,
  );
  let index = 0;
  for (const { expansion, channels, repeats, stride } of bottlenecks) {
    for (let repeat = 0; repeat < repeats; repeat += 1) {
      const name = index === 0 ? "expanded_conv" : `block_${index}`;
      const filters = makeDivisible(channels * alpha);
      x = invertedResidual(x, { name, expansion, filters, stride: repeat === 0 ? stride : 1 }, style);
      index += 1;
    }
  }
  // The last layer is widened with the others, but never made narrower (section 6.1).
  const last = alpha > 1 ? makeDivisible(LAST_CHANNELS * alpha) : LAST_CHANNELS;
  x = convolution(x, { names: ["Conv_1", "Conv_1_bn", "out_relu"], filters: last, kernel: 1, stride: 1 }, style);
  if (includeTop || pooling === "avg") x = new GlobalAveragePooling2D({ name: "global_average_pooling2d" }).apply(x);
  if (includeTop)
    x = new Dense({ name: "predictions", units: classes, activation: classifierActivation ?? "linear", seed }).apply(x);
  return new Model({ inputs, outputs: x, name: `mobilenetv2_${alpha.toFixed(2)}_${inputShape[0]}` });
}

interface Style {
  readonly folded: boolean;
  readonly momentum: number;
  readonly seed: number;
}

interface Bottleneck {
  readonly name: string;
  readonly expansion: number;
  readonly filters: number;
  readonly stride: 1 | 2;
}

/** Table 1 of the paper: expand, filter each channel, project without an activation; a shortcut where the shapes allow it. */
function invertedResidual(x: LayerOutput, { name, expansion, filters, stride }: Bottleneck, style: Style): LayerOutput {
  const channels = x.shape[2]!;
  const expanded =
    expansion === 1
      ? x
      : convolution(
          x,
          {
            names: [`${name}_expand`, `${name}_expand_BN`, `${name}_expand_relu`],
            filters: channels * expansion,
            kernel: 1,
            stride: 1,
          },
          style,
        );
  const depthwise = new DepthwiseConv2D({
    name: `${name}_depthwise`,
    kernelSize: 3,
    strides: stride,
    padding: "same",
    useBias: style.folded,
    depthwiseInitializer: "heNormal",
    seed: style.seed,
  });
  const filtered = normalise(depthwise.apply(expanded), [`${name}_depthwise_BN`, `${name}_depthwise_relu`], style);
  const projected = convolution(
    filtered,
    { names: [`${name}_project`, `${name}_project_BN`, null], filters, kernel: 1, stride: 1 },
    style,
  );
  return stride === 1 && channels === filters ? new Add({ name: `${name}_add` }).apply([x, projected]) : projected;
}

interface ConvolutionShape {
  /** Of the convolution, its batch norm, and its activation, null where it has none. */
  readonly names: readonly [string, string, string | null];
  readonly filters: number;
  readonly kernel: 1 | 3;
  readonly stride: 1 | 2;
}

function convolution(x: LayerOutput, { names, filters, kernel, stride }: ConvolutionShape, style: Style): LayerOutput {
  const layer = new Conv2D({
    name: names[0],
    filters,
    kernelSize: kernel,
    strides: stride,
    padding: "same",
    useBias: style.folded,
    kernelInitializer: "heNormal",
    seed: style.seed,
  });
  return normalise(layer.apply(x), [names[1], names[2]], style);
}

function normalise(
  x: LayerOutput,
  [norm, activation]: readonly [string, string | null],
  { folded, momentum }: Style,
): LayerOutput {
  const layers: Layer[] = folded ? [] : [new BatchNormalization({ name: norm, epsilon: 1e-3, momentum })];
  if (activation !== null) layers.push(new ReLU({ name: activation, maxValue: 6 }));
  return layers.reduce((output, layer) => layer.apply(output), x);
}

/** Channels rounded to a multiple of 8, and by no more than a tenth down, as the authors' code does. */
export function makeDivisible(channels: number, divisor = 8): number {
  const rounded = Math.max(divisor, Math.floor((channels + divisor / 2) / divisor) * divisor);
  return rounded < 0.9 * channels ? rounded + divisor : rounded;
}

function checkInput(shape: readonly [number, number, number]): void {
  const [height, width, channels] = shape;
  if (
    channels === 3 &&
    Number.isInteger(height) &&
    Number.isInteger(width) &&
    Math.min(height, width) >= SMALLEST_INPUT
  )
    return;
  throw new LinnetError(
    `mobileNetV2: expected inputShape [height, width, 3] with sides of ${SMALLEST_INPUT} or more, got ${formatShape(shape)}`,
  );
}
