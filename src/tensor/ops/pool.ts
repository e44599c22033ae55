// Pooling over windows of a picture.

import { checkOptions } from "../checkOptions.js";
import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import {
  forEachWindowRun,
  type Pair,
  resolveWindow,
  toPair,
  type Window2d,
  type WindowOptions,
  windowKinds,
  windowOutput,
} from "../window.js";
import { mean } from "./reduce.js";

/** A fully resolved window. */
export interface Pool2d extends Window2d {
  readonly size: Pair;
}

function poolShape([x]: readonly Shape[], pool: Pool2d): Shape {
  expect(x!.length === 4, () => "x is expected as [batch, height, width, channels]");
  return [x![0]!, ...windowOutput(x!, pool.size, pool), x![3]!];
}

/** Visits each pair of an input pixel and an output pixel whose window holds it, by the starts of their channels. */
export function forEachPair(
  input: Shape,
  output: Shape,
  pool: Pool2d,
  visit: (xStart: number, yStart: number) => void,
): void {
  const channels = input[3]!;
  forEachWindowRun({ input, output, size: pool.size }, pool, (_tap, inputPixel, outputPixel, count) => {
    for (let i = 0; i < count; i += 1) {
      visit((inputPixel + i * pool.strides[1]) * channels, (outputPixel + i) * channels);
    }
  });
}

/** The number of cells of each output pixel's window inside the picture: padding does not count. */
export function cellCounts(input: Shape, output: Shape, pool: Pool2d): Uint32Array {
  const counts = new Uint32Array(sizeOf(output.slice(0, 3)));
  forEachPair(input, output, pool, (_, yStart) => {
    counts[yStart / input[3]!]! += 1;
  });
  return counts;
}

export const averagePool2dOp: OpDefinition<Pool2d, ["x"], "averagePool2d"> = defineOp({
  name: "averagePool2d",
  inputs: ["x"],
  shape: poolShape,
  reference: ([x], y, { inputs: [input], output, attributes }) => {
    const channels = output[3]!;
    const counts = cellCounts(input!, output, attributes);
    y.fill(0);
    forEachPair(input!, output, attributes, (xStart, yStart) => {
      for (let c = 0; c < channels; c += 1) y[yStart + c]! += x![xStart + c]!;
    });
    for (let i = 0; i < y.length; i += 1) y[i]! /= counts[Math.floor(i / channels)]!;
  },
  gradient: "listed",
});

/** The smallest finite float32: where TensorFlow begins. So a window of -Infinity gives it, and NaN is never the largest. */
export const LOWEST = -3.4028234663852886e38;

export const maxPool2dOp: OpDefinition<Pool2d, ["x"], "maxPool2d"> = defineOp({
  name: "maxPool2d",
  inputs: ["x"],
  shape: poolShape,
  reference: ([x], y, { inputs: [input], output, attributes }) => {
    const channels = output[3]!;
    y.fill(LOWEST);
    forEachPair(input!, output, attributes, (xStart, yStart) => {
      for (let c = 0; c < channels; c += 1) if (x![xStart + c]! > y[yStart + c]!) y[yStart + c] = x![xStart + c]!;
    });
  },
  // A window of padding alone gives a number that no input has.
  moves: ({ attributes: { size, padding } }) => padding.every((cells, side) => cells < size[side >> 1]!),
  gradient: "listed",
});

export interface PoolOptions extends Omit<WindowOptions, "dilation"> {
  /** `[height, width]` of the window, or one number for both; strides default to it. Default: 2. */
  readonly poolSize?: number | Pair;
}

const { dilation: _, ...ownKinds } = windowKinds;
const kinds = { ...ownKinds, poolSize: ownKinds.strides };

function resolvePool({ name }: OpDefinition<Pool2d>, x: Tensor, options: PoolOptions): Pool2d {
  checkTensor(name, "x", x);
  checkOptions(name, options, kinds);
  const { poolSize = 2, strides, padding = "valid" } = options;
  const size = toPair(poolSize);
  return { size, ...resolveWindow(x.shape, size, { strides: strides ?? size, padding }) };
}

/**
 * The mean of each window: x `[batch, height, width, channels]`; with `same`, cells of the padding do not count.
 * See https://keras.io/api/layers/pooling_layers/average_pooling2d.
 * @throws ShapeError if the window does not fit
 */
export function averagePool2d(x: Tensor, options: PoolOptions = {}): Tensor {
  return apply(averagePool2dOp, [x], resolvePool(averagePool2dOp, x, options));
}

/**
 * The largest value of each window: x `[batch, height, width, channels]`.
 * See https://keras.io/api/layers/pooling_layers/max_pooling2d.
 * @throws ShapeError if the window does not fit
 */
export function maxPool2d(x: Tensor, options: PoolOptions = {}): Tensor {
  return apply(maxPool2dOp, [x], resolvePool(maxPool2dOp, x, options));
}

/** The mean of each channel: x `[batch, height, width, channels]` gives `[batch, channels]`, or 1 x 1 pictures with `keepDims`. */
export function globalAveragePool2d(x: Tensor, options: { readonly keepDims?: boolean } = {}): Tensor {
  return mean(x, [1, 2], options);
}
