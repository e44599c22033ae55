// Quantized networks that are composed of the ops of int8, each behind real numbers and before them.

import * as layers from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import * as int8 from "../../src/tensor/ops/int8/index.js";
import { averagePool2d, maxPool2d } from "../../src/tensor/ops/pool.js";
import { mean } from "../../src/tensor/ops/reduce.js";
import { reshape } from "../../src/tensor/ops/reshape.js";
import { softmax } from "../../src/tensor/ops/softmax.js";
import { seededRandom } from "../../src/tensor/random.js";
import { type Shape, sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";
import type { WindowOptions } from "../../src/tensor/window.js";
import { Calling } from "./calling.js";
import { randomTensor } from "./compare.js";

/** As files hold them: in float32. */
const { fround } = Math;

/** Whole numbers with what they stand for. */
interface Whole extends int8.Quantization {
  readonly x: Tensor;
}

type Activation = "none" | "relu" | "relu6" | "limited";

const lowest = { scale: fround(6 / 255), zeroPoint: -128 };

/** The range in which an output stays. */
const ranges: { readonly [Name in Activation]: (output: int8.Quantization) => { low: number; high: number } } = {
  none: () => ({ low: -128, high: 127 }),
  relu: ({ zeroPoint }) => ({ low: zeroPoint, high: 127 }),
  relu6: ({ scale, zeroPoint }) => ({ low: zeroPoint, high: Math.min(zeroPoint + Math.round(6 / scale), 127) }),
  limited: () => ({ low: -90, high: 40 }),
};

interface Step extends WindowOptions, int8.Quantization {
  readonly activation?: Activation;
  /** Default: kernels have one scale a channel. */
  readonly oneScale?: boolean;
  /** Default: kernels are of int8, and not of uint8 with a zero point for each channel, of which this is the first. */
  readonly firstZero?: number;
}

/** Of -2 to 2. */
function quantized(x: Tensor, own: int8.Quantization = { scale: fround(4 / 255), zeroPoint: -1 }): Whole {
  return { x: int8.quantize(x, own), ...own };
}

/** Names make random numbers, so that they are the same whatever the batch. */
function convolve(from: Whole, name: string, kernel: Shape, { scale, zeroPoint, ...options }: Step): Whole {
  const { activation = "none", oneScale = false, firstZero, ...window } = options;
  const isDepthwise = name.startsWith("depthwise");
  const outputs = isDepthwise ? kernel[2]! * kernel[3]! : kernel[3]!;
  // Sums of random products stay within the output's range, mostly.
  const spread = Math.sqrt(sizeOf(kernel.slice(0, isDepthwise ? 2 : 3))) * 64 * 64;
  const weights = randomTensor(kernel, `${name} kernel`, (value) => Math.round(63 * value));
  if (firstZero !== undefined)
    for (let i = 0; i < weights.size; i += 1) weights.values[i]! += 127 - ((firstZero + 31 * (i % outputs)) % 256);
  const numbers = [
    weights,
    randomTensor([outputs], `${name} bias`, (value) => Math.round(1000 * value)),
    randomTensor([outputs], `${name} multiplier`, (value) => (64 * (oneScale ? 1 : 1 + value / 4)) / spread),
  ] as const;
  const own = { xZeroPoint: from.zeroPoint, scale, zeroPoint, ...ranges[activation]({ scale, zeroPoint }) };
  const run = isDepthwise ? int8.depthwiseConv2dInt8 : int8.conv2dInt8;
  return { x: run(from.x, numbers, { ...window, ...own }), scale, zeroPoint };
}

function sum(a: Whole, b: Whole, { scale, zeroPoint, activation = "none" }: Step): Whole {
  const own = { scale, zeroPoint, ...ranges[activation]({ scale, zeroPoint }) };
  const multipliers = [a.scale / scale, b.scale / scale] as const;
  return {
    x: int8.addInt8(a.x, b.x, { multipliers, zeroPoints: [a.zeroPoint, b.zeroPoint], ...own }),
    scale,
    zeroPoint,
  };
}

/** An op of real numbers between quantized ones. */
function between(from: Whole, to: int8.Quantization, f: (x: Tensor) => Tensor): Whole {
  return quantized(f(int8.dequantize(from.x, from)), to);
}

function dense(from: Whole, name: string, units: number, step: Step): Whole {
  const [rows, depth] = from.x.shape as [number, number];
  const pixels = { ...from, x: reshape(from.x, [rows, 1, 1, depth]) };
  const { x, ...rest } = convolve(pixels, name, [1, 1, depth, units], step);
  return { x: reshape(x, [rows, units]), ...rest };
}

const even = { scale: fround(0.03), zeroPoint: 4 };
const probabilities = { scale: 1 / 256, zeroPoint: -128 };

/** A block of MobileNetV2 with its residual, a mean, a dense layer and probabilities. */
function block(x: Tensor, oneScale: boolean): Whole {
  const same = { padding: "same" } as const;
  const first = convolve(quantized(x), "first", [3, 3, 3, 8], { ...same, strides: 2, activation: "relu6", ...lowest });
  const wide = convolve(first, "wide", [1, 1, 8, 24], {
    activation: "relu6",
    scale: fround(0.05),
    zeroPoint: -100,
    oneScale,
  });
  const filtered = convolve(wide, "depthwise", [3, 3, 24, 1], { ...same, activation: "relu", ...even });
  const narrow = convolve(filtered, "narrow", [1, 1, 24, 8], { scale: fround(0.04), zeroPoint: -5, oneScale });
  const joined = sum(first, narrow, { scale: fround(0.05), zeroPoint: 9 });
  const halved = convolve(joined, "depthwise halved", [3, 3, 8, 1], { ...same, strides: 2, ...even });
  const means = between(halved, { scale: fround(0.01), zeroPoint: 2 }, (values) => mean(values, [1, 2]));
  const logits = dense(means, "logits", 5, { scale: fround(0.04), zeroPoint: 3, oneScale });
  return between(logits, probabilities, softmax);
}

export interface Int8Network {
  readonly network: Network;
  /** A step of the output. */
  readonly step: number;
}

function networkOf(name: string, shape: Shape, f: (x: Tensor) => Whole): Int8Network {
  const inputs = layers.input({ shape, name: "x" });
  const example = f(Tensor.placeholder([1, ...shape]));
  const real = (x: Tensor): Tensor => {
    const y = f(x);
    return int8.dequantize(y.x, y);
  };
  const layer = new Calling(real, "quantized", example.x.shape.slice(1));
  return { network: new Network({ name, inputs, outputs: layer.apply(inputs) }), step: example.scale };
}

const picture = [12, 10, 3];
const conv = (x: Tensor, step: Partial<Step> = {}): Whole =>
  convolve(quantized(x), "conv", [3, 3, 3, 6], { ...even, ...step });

/** Called anew for each test. */
export const int8Networks: readonly (() => Int8Network)[] = [
  () => networkOf("convolution", picture, (x) => conv(x, { padding: "same" })),
  () => networkOf("padded unevenly", picture, (x) => conv(x, { padding: [2, 1, 0, 1], strides: 2 })),
  () => networkOf("dilated", picture, (x) => conv(x, { dilation: 2 })),
  () => networkOf("relu", picture, (x) => conv(x, { activation: "relu" })),
  () => networkOf("relu6", picture, (x) => conv(x, { activation: "relu6", scale: fround(0.05), zeroPoint: -60 })),
  () => networkOf("a range of its own", picture, (x) => conv(x, { activation: "limited" })),
  () =>
    networkOf("depthwise, strides of 2", picture, (x) =>
      convolve(quantized(x), "depthwise", [3, 3, 3, 2], { strides: 2, padding: "same", ...even }),
    ),
  () =>
    networkOf("sum", picture, (x) =>
      sum(conv(x), conv(x, { activation: "relu" }), { scale: fround(0.06), zeroPoint: -7 }),
    ),
  () => networkOf("sum, relu", picture, (x) => sum(conv(x), conv(x), { ...even, activation: "relu" })),
  () => networkOf("dense", [20], (x) => dense(quantized(x), "dense", 7, even)),
  () => networkOf("dense, one scale", [20], (x) => dense(quantized(x), "dense", 7, { ...even, oneScale: true })),
  () => networkOf("kernel of uint8", picture, (x) => conv(x, { padding: "same", firstZero: 5 })),
  () => networkOf("kernel of uint8, one scale", picture, (x) => conv(x, { firstZero: 100, oneScale: true })),
  () =>
    networkOf("depthwise kernel of uint8", picture, (x) =>
      convolve(quantized(x), "depthwise", [3, 3, 3, 2], { padding: "same", ...even, firstZero: 40 }),
    ),
  () => networkOf("dense, uint8", [20], (x) => dense(quantized(x), "dense", 7, { ...even, firstZero: 200 })),
  () => networkOf("flattened", [2, 3, 4], (x) => ({ ...quantized(x), x: reshape(quantized(x).x, [x.shape[0]!, 24]) })),
  () =>
    networkOf("largest", picture, (x) =>
      between(conv(x), even, (values) => maxPool2d(values, { poolSize: 2, strides: 2 })),
    ),
  () =>
    networkOf("mean of four", picture, (x) =>
      between(conv(x), even, (values) => averagePool2d(values, { poolSize: 2 })),
    ),
  () => networkOf("block", picture, (x) => block(x, false)),
  () => networkOf("block, one scale", picture, (x) => block(x, true)),
];

/** A convolution whose sizes, scales and zero points follow from the seed. */
export function randomInt8Network(seed: number): Int8Network {
  const uniform = seededRandom(seed, "int8 network");
  const from = (least: number, most: number): number => least + Math.floor(uniform() * (most + 1 - least));
  const one = <T>(list: readonly T[]): T => list[from(0, list.length - 1)]!;
  const isDepthwise = uniform() < 0.4;
  const kernel = [from(1, 3), from(1, 3), from(1, 5), isDepthwise ? from(1, 2) : from(1, 6)];
  const step: Step = {
    scale: fround(0.01 + uniform() / 10),
    zeroPoint: one([-128, -100, -3, 0, 7, 90, 127]),
    activation: one(["none", "relu", "relu6", "limited"]),
    oneScale: uniform() < 0.5,
    strides: from(1, 2),
    ...one<WindowOptions>([{ padding: "same" }, { padding: "valid" }, { padding: [1, 0, 2, 1] }, { dilation: 2 }]),
  };
  if (step.dilation !== undefined) Object.assign(step, { strides: 1 });
  if (uniform() < 0.3) Object.assign(step, { firstZero: from(0, 255) });
  const own = { scale: fround(0.005 + uniform() / 20), zeroPoint: one([-128, -60, 0, 1, 127]) };
  return networkOf(`${seed}`, [from(5, 8), from(5, 8), kernel[2]!], (x) =>
    convolve(quantized(x, own), `${isDepthwise ? "depthwise" : "conv"} ${seed}`, kernel, step),
  );
}

/** The share of values within a step of what is expected. */
export function shareWithinStep(found: Float32Array, expected: Float32Array, step: number): number {
  return found.filter((value, index) => Math.abs(value - expected[index]!) <= 1.01 * step).length / expected.length;
}
