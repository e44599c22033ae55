// Convolutions, pools and padding in TensorFlow Lite, which knows `SAME` and `VALID`: all other padding is an op before them.

import { LinnetError } from "../../../tensor/errors.js";
import { isCallOf } from "../../../tensor/op.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { cellCounts, LOWEST, type Pool2d } from "../../../tensor/ops/pool.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import { type Padding2d, type Pair, resolveWindow, type Window2d } from "../../../tensor/window.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import type { Length } from "../length.js";

interface Placed {
  /** The name of the pictures' value, padded if need be. */
  readonly value: string;
  readonly padding: "SAME" | "VALID";
}

/** The input of a convolution: padding that stands before it as an op of its own goes into `SAME` where it can. */
export function placed(x: Tensor, size: Pair, window: Window2d, writer: GraphWriter): Placed {
  const isPadded = isCallOf(x.producer, pad2dOp);
  if (isPadded) {
    const inner = x.producer.inputs[0]!;
    const sum = sumOf(window.padding, x.producer.attributes.padding);
    if (isSame(inner.shape, size, { ...window, padding: sum })) return { value: writer.read(inner), padding: "SAME" };
  }
  if (window.padding.every((cells) => cells === 0)) return { value: writer.read(x), padding: "VALID" };
  if (isSame(x.shape, size, window)) return { value: writer.read(x), padding: "SAME" };
  return { value: padded(x, window.padding, { op: "PAD", filler: [] }, writer), padding: "VALID" };
}

function sumOf(a: Padding2d, b: Padding2d): Padding2d {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];
}

function isSame(input: Shape, size: Pair, { strides, dilation, padding }: Window2d): boolean {
  const same = resolveWindow(input, size, { strides, dilation, padding: "same" }).padding as Padding2d;
  return same.every((cells, side) => cells === padding[side]);
}

interface Filling {
  readonly op: "PAD" | "PADV2";
  /** What the padding holds, if not zeros. */
  readonly filler: readonly string[];
}

function padded(x: Tensor, padding: Padding2d, { op, filler }: Filling, writer: GraphWriter): string {
  const inputs = [writer.read(x), paddings(padding, writer), ...filler];
  return writer.helper(op, inputs, { lengths: paddedLengths(x, padding, writer) });
}

function paddedLengths(x: Tensor, [top, bottom, left, right]: Padding2d, writer: GraphWriter): Length[] {
  const more = [0, top + bottom, left + right, 0];
  return writer.lengthsOf(x).map(({ fixed, perExample }, axis) => ({ fixed: fixed + more[axis]!, perExample }));
}

function paddings([top, bottom, left, right]: Padding2d, writer: GraphWriter): string {
  return writer.integers([0, 0, top, bottom, left, right, 0, 0], [4, 2]);
}

export function pad(
  { inputs: [x], output, attributes: { padding } }: OpCall<{ readonly padding: Padding2d }, ["x"]>,
  writer: GraphWriter,
): void {
  writer.emit(output, "PAD", [writer.read(x), paddings(padding, writer)]);
}

type Pooling = OpCall<Pool2d, ["x"]>;

export function maxPool({ inputs: [x], output, attributes }: Pooling, writer: GraphWriter): void {
  const { value, padding } = pooled(x, attributes, { op: "PADV2", filler: [writer.scalar(LOWEST)] }, writer);
  writer.emit(output, "MAX_POOL_2D", [value], { attributes: poolOptions(attributes, padding) });
}

/** The mean of the cells inside the picture: after padding with zeros it has to be made larger at the edges. */
export function averagePool({ inputs: [x], output, attributes }: Pooling, writer: GraphWriter): void {
  const { value, padding } = pooled(x, attributes, { op: "PAD", filler: [] }, writer);
  const options = { attributes: poolOptions(attributes, padding) };
  const isWhole = padding === "SAME" || attributes.padding.every((cells) => cells === 0);
  if (isWhole) {
    writer.emit(output, "AVERAGE_POOL_2D", [value], options);
    return;
  }
  const [, height, width] = output.shape as [number, number, number];
  const one = [1, height, width, 1];
  const counts = cellCounts([1, x.shape[1]!, x.shape[2]!, 1], one, attributes);
  const area = attributes.size[0] * attributes.size[1];
  const factors = writer.constant(
    Float32Array.from(counts, (count) => area / count),
    one,
    "factors",
  );
  const mean = writer.helper("AVERAGE_POOL_2D", [value], { lengths: writer.lengthsOf(output), ...options });
  writer.emit(output, "MUL", [mean, factors], { attributes: { fusedActivationFunction: "NONE" } });
}

function pooled(x: Tensor, pool: Pool2d, filling: Filling, writer: GraphWriter): Placed {
  if (pool.dilation.some((distance) => distance !== 1))
    throw new LinnetError(`export: layer "${writer.layer}": TensorFlow Lite has no dilated pools`);
  if (pool.padding.every((cells) => cells === 0)) return { value: writer.read(x), padding: "VALID" };
  if (isSame(x.shape, pool.size, pool)) return { value: writer.read(x), padding: "SAME" };
  return { value: padded(x, pool.padding, filling, writer), padding: "VALID" };
}

function poolOptions(
  { size: [filterHeight, filterWidth], strides: [strideH, strideW] }: Pool2d,
  padding: Placed["padding"],
) {
  return { padding, strideW, strideH, filterWidth, filterHeight, fusedActivationFunction: "NONE" };
}
