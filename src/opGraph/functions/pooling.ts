// Pooling over one, two or three axes of pixels, as compositions of the one over two.

import { LinnetError } from "../../tensor/errors.js";
import { maximum } from "../../tensor/ops/binary.js";
import { averagePool2d, LOWEST, maxPool2d } from "../../tensor/ops/pool.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { formatShape, sizeOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { checkSize, madeValue } from "../knownValues.js";
import { isKnown, shapeOf, tensorValue, type Value } from "../value.js";
import { arranged, channelsLast } from "./axesInMemory.js";
import { reshapeRow, toWindow2d, withRow } from "./convolution.js";
import { padded } from "./pad.js";
import { unsqueezed } from "./shapes.js";
import { sliced } from "./take.js";
import { roundedUp, type SpatialWindow } from "./window.js";

export interface Pooling {
  readonly kind: "maximum" | "average";
  /** Whether cells of the padding count as zeros of an average. */
  readonly countPadding: boolean;
  /** Whether a last window that lies half outside counts. */
  readonly roundUp: boolean;
}

/** x `[batch, channels, ...pixels]`, a window of one to three axes. @throws LinnetError if the window does not fit */
export function pooled(x: Value, window: SpatialWindow, { kind, countPadding, roundUp }: Pooling): Value {
  const shape = shapeOf(x);
  if (shape.length < 3 || shape.length > 5)
    throw new LinnetError(`expected pixels along 1 to 3 axes, got ${formatShape(shape)}`);
  const final = roundUp ? roundedUp(shape.slice(2), window) : window;
  checkSize(
    shape.map((length, axis) => (axis < 2 ? length : length + final.before[axis - 2]! + final.after[axis - 2]!)),
    isKnown(x),
  );
  if (kind === "maximum") return inAxes(x, final, maximumOver);
  if (!countPadding) return inAxes(x, final, averageOver);
  const zeros = window.before.map(() => 0);
  const bordered = padded(x, [0, 0, ...window.before], [0, 0, ...window.after]);
  return inAxes(
    bordered,
    { ...final, before: zeros, after: final.after.map((all, i) => all - window.after[i]!) },
    averageOver,
  );
}

type Pool2d = (x: Tensor, window: SpatialWindow) => Tensor;

function inAxes(x: Value, window: SpatialWindow, pool: Pool2d): Value {
  const { length } = shapeOf(x);
  if (length === 3) return overOneAxis(x, window, pool);
  if (length === 5) return overThreeAxes(x, window, pool);
  return madeValue(pool(arranged(x, channelsLast(4)), window), x.type, channelsLast(4));
}

function overOneAxis(x: Value, window: SpatialWindow, pool: Pool2d): Value {
  const y = pool(arranged(unsqueezed(x, [2]), channelsLast(4)), withRow(window));
  const [batch, , length, channels] = y.shape as [number, number, number, number];
  return reshapeRow(tensorValue(y, x.type, channelsLast(4)), [batch, channels, length]);
}

/** Over the pixels of every slice, and then over the slices. */
function overThreeAxes(x: Value, window: SpatialWindow, pool: Pool2d): Value {
  const deep = arranged(x, channelsLast(5));
  const [batch, depth, ...slice] = deep.shape as [number, number, number, number, number];
  const flat = pool(reshape(deep, [batch * depth, ...slice]), part(window, [1, 2]));
  const [, height, width, channels] = flat.shape as [number, number, number, number];
  const columns = reshape(flat, [batch, depth, height * width, channels]);
  const y = pool(columns, { ...part(window, [0]), ...withColumn(part(window, [0])) });
  return tensorValue(reshape(y, [batch, y.shape[1]!, height, width, channels]), x.type, channelsLast(5));
}

function part({ size, strides, dilation, before, after }: SpatialWindow, axes: readonly number[]): SpatialWindow {
  const pick = (list: readonly number[]): number[] => axes.map((axis) => list[axis]!);
  return {
    size: pick(size),
    strides: pick(strides),
    dilation: pick(dilation),
    before: pick(before),
    after: pick(after),
  };
}

function withColumn({ size, strides, dilation, before, after }: SpatialWindow): SpatialWindow {
  return {
    size: [...size, 1],
    strides: [...strides, 1],
    dilation: [...dilation, 1],
    before: [...before, 0],
    after: [...after, 0],
  };
}

function averageOver(x: Tensor, window: SpatialWindow): Tensor {
  if (window.dilation.some((distance) => distance !== 1))
    throw new LinnetError("linnet has no average over a window with gaps (dilations)");
  return averagePool2d(x, poolOptions(window));
}

function poolOptions(window: SpatialWindow) {
  const { strides, padding } = toWindow2d(window);
  return { strides: strides!, padding: padding!, poolSize: window.size as [number, number] };
}

/** The windows of linnet's pools have no gaps: with gaps it is the largest of shifted pictures. */
function maximumOver(x: Tensor, window: SpatialWindow): Tensor {
  if (window.dilation.every((distance) => distance === 1)) return maxPool2d(x, poolOptions(window));
  const [top, left] = window.before as [number, number];
  const [bottom, right] = window.after as [number, number];
  const bordered = padded(tensorValue(x), [0, top, left, 0], [0, bottom, right, 0], "constant", LOWEST);
  const [batch, height, width, channels] = shapeOf(bordered) as [number, number, number, number];
  const count = (length: number, axis: number): number =>
    Math.floor((length - (window.size[axis]! - 1) * window.dilation[axis]! - 1) / window.strides[axis]!) + 1;
  const range = (axis: number, cell: number, outputs: number) => ({
    begin: cell * window.dilation[axis]!,
    count: outputs,
    step: window.strides[axis]!,
  });
  const all = (length: number) => ({ begin: 0, count: length, step: 1 });
  const shifted = Array.from({ length: sizeOf(window.size) }, (_, cell) => {
    const [down, across] = [Math.floor(cell / window.size[1]!), cell % window.size[1]!];
    const rows = range(0, down, count(height, 0));
    return arranged(sliced(bordered, [all(batch), rows, range(1, across, count(width, 1)), all(channels)]), null);
  });
  return shifted.reduce((largest, one) => maximum(largest, one));
}
