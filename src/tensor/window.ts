// Sliding windows: `same` and `valid` resolved to explicit padding, and output sizes.

import { describe } from "./describe.js";
import { expect, expectWhole } from "./errors.js";
import type { Shape } from "./shape.js";

export type Pair = readonly [number, number];

/** Zeros around a picture: `[top, bottom, left, right]`. */
export type Padding2d = readonly [top: number, bottom: number, left: number, right: number];

/** `same` as in TensorFlow (the odd cell goes to the end), `valid` for none, or explicit. */
export type Padding = "same" | "valid" | Padding2d;

/** How a kernel moves over a picture, fully resolved. */
export interface Window2d {
  readonly strides: Pair;
  readonly padding: Padding2d;
  readonly dilation: Pair;
}

export interface WindowOptions {
  /** Step of the window, one number or `[vertical, horizontal]`. Default: 1. */
  readonly strides?: number | Pair;
  /** Default: `valid`. */
  readonly padding?: Padding;
  /** Distance between the cells of the window. Default: 1. */
  readonly dilation?: number | Pair;
}

export const windowKinds = {
  strides: ["number", "list"],
  padding: ["string", "list"],
  dilation: ["number", "list"],
} as const;

export function toPair(value: number | Pair): Pair {
  return typeof value === "number" ? [value, value] : value;
}

/** Resolves Keras's options for an input `[batch, height, width, channels]` and a window `[height, width]`. */
export function resolveWindow(input: Shape, size: Pair, options: WindowOptions): Window2d {
  const strides = toPair(options.strides ?? 1);
  const dilation = toPair(options.dilation ?? 1);
  const padding = options.padding ?? "valid";
  // What is no picture, the op's shape rule refuses.
  if (padding === "valid" || input.length !== 4) return { strides, dilation, padding: [0, 0, 0, 0] };
  if (padding !== "same") return { strides, dilation, padding };
  const [top, bottom] = samePadding(input[1]!, size[0], strides[0], dilation[0]);
  const [left, right] = samePadding(input[2]!, size[1], strides[1], dilation[1]);
  return { strides, dilation, padding: [top, bottom, left, right] };
}

function samePadding(length: number, size: number, stride: number, dilation: number): Pair {
  const span = (size - 1) * dilation + 1;
  const total = Math.max((Math.ceil(length / stride) - 1) * stride + span - length, 0);
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** `[height, width]` of the output. @throws Expectation if an argument is wrong or the window exceeds the padded picture */
export function windowOutput(input: Shape, size: Pair, window: Window2d): Pair {
  checkWindow(size, window);
  const [top, bottom, left, right] = window.padding;
  const height = outputLength(input[1]! + top + bottom, size[0], window.strides[0], window.dilation[0]);
  const width = outputLength(input[2]! + left + right, size[1], window.strides[1], window.dilation[1]);
  expect(
    height > 0 && width > 0,
    () => `a window of ${size[0]}x${size[1]} does not fit the padded picture of ${input[1]}x${input[2]}`,
  );
  return [height, width];
}

function checkWindow(size: Pair, { strides, padding, dilation }: Window2d): void {
  for (const pair of [size, strides, dilation])
    expect(pair?.length === 2, () => `expected one number or [vertical, horizontal], got ${describe(pair)}`);
  for (const length of size) expectWhole("the window's size", length);
  for (const stride of strides) expectWhole("strides", stride);
  for (const distance of dilation) expectWhole("dilation", distance);
  const isExplicit = Array.isArray(padding) && padding.length === 4;
  expect(
    isExplicit,
    () => `padding is expected as "same", "valid" or [top, bottom, left, right], got ${describe(padding)}`,
  );
  for (const cells of padding) expectWhole("padding", cells, 0);
}

function outputLength(length: number, size: number, stride: number, dilation: number): number {
  return Math.floor((length - (size - 1) * dilation - 1) / stride) + 1;
}

/**
 * The outputs `[first, end)` along one axis whose window cell `offset` (already times the dilation, less the padding
 * before) falls on one of the `length` input cells: all others see padding there.
 */
export function insideRange(offset: number, stride: number, length: number, outputs: number): Pair {
  const first = Math.max(0, Math.ceil(-offset / stride));
  const end = Math.min(outputs, Math.floor((length - 1 - offset) / stride) + 1);
  return [first, Math.max(first, end)];
}

/**
 * Visits every run of window cells inside the picture: for one cell of the window (`tap`, counted row by row), `count`
 * consecutive outputs from `outputPixel` on read the inputs from `inputPixel` on, `strides[1]` apart.
 * Convolutions and pools, and their gradients, are sums over these runs.
 */
export function forEachWindowRun(
  shapes: { readonly input: Shape; readonly output: Shape; readonly size: Pair },
  window: Window2d,
  visit: (tap: number, inputPixel: number, outputPixel: number, count: number) => void,
): void {
  const [batch, height, width] = shapes.input as [number, number, number];
  const [, outputHeight, outputWidth] = shapes.output as [number, number, number];
  const [windowHeight, windowWidth] = shapes.size;
  const [strideY, strideX] = window.strides;
  for (let picture = 0; picture < batch; picture += 1) {
    for (let windowY = 0; windowY < windowHeight; windowY += 1) {
      const offsetY = windowY * window.dilation[0] - window.padding[0];
      const [firstY, endY] = insideRange(offsetY, strideY, height, outputHeight);
      for (let windowX = 0; windowX < windowWidth; windowX += 1) {
        const offsetX = windowX * window.dilation[1] - window.padding[2];
        const [firstX, endX] = insideRange(offsetX, strideX, width, outputWidth);
        if (firstX === endX) continue;
        for (let y = firstY; y < endY; y += 1) {
          const inputRow = (picture * height + y * strideY + offsetY) * width;
          const outputRow = (picture * outputHeight + y) * outputWidth;
          const tap = windowY * windowWidth + windowX;
          visit(tap, inputRow + firstX * strideX + offsetX, outputRow + firstX, endX - firstX);
        }
      }
    }
  }
}
