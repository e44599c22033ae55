// Ops that move numbers without changing them, in ONNX.

import { LinnetError } from "../../../tensor/errors.js";
import type { Block } from "../../../tensor/ops/slice.js";
import { type Shape, sameShape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { isFixed, type Length, lengthOf } from "../length.js";
import { inOrder, isPlain, isSameMemory, orderThrough, orderToGoThrough, plainOrder, renumbered } from "../order.js";
import { blockAlong, openAxis } from "../shapeRules.js";
import { writeGrouped } from "./convolution.js";
import { PICTURES } from "./windows.js";

type Single<A> = OpCall<A, ["x"]>;

export function reshapeTo({ inputs: [x], output }: Single<object>, writer: GraphWriter): void {
  const [shapes, twins] = [
    [x.shape, output.shape] as const,
    [writer.twinShapeOf(x), writer.twinShapeOf(output)] as const,
  ];
  const own = writer.orderOf(x);
  const from = orderThrough(own, ...shapes) === null ? orderToGoThrough(own, ...shapes) : own;
  const [through, throughTwin] = [orderThrough(from, ...shapes), orderThrough(from, ...twins)];
  const follows = through !== null && throughTwin !== null && sameShape(through, throughTwin);
  const found = follows ? through : plainOrder(output.rank);
  // A picture of one pixel lies as convolutions want it already.
  const order = output.rank === 4 && isSameMemory(found, PICTURES, output.shape) ? PICTURES : found;
  const shape = openAxis(inOrder(writer.lengthsOf(output), order), writer.layer);
  const value = writer.read(x, follows ? from : plainOrder(x.rank));
  writer.emit(output, "Reshape", [value, writer.integers(shape)], { order });
}

/** Axes are only renumbered: memory is moved when an op wants them in another order. */
export function transposeTo(
  { inputs: [x], output, attributes }: Single<{ readonly permutation: readonly number[] }>,
  writer: GraphWriter,
): void {
  const order = writer.orderOf(x);
  writer.give(output, writer.read(x, order), renumbered(order, attributes.permutation));
}

export function join(
  { inputs, output, attributes: { axis } }: OpCall<{ readonly axis: number }, readonly string[]>,
  writer: GraphWriter,
): void {
  if (writeGrouped(output, writer)) return;
  const order = inputs.map((input) => writer.orderOf(input)).find((one) => !isPlain(one)) ?? plainOrder(output.rank);
  const names = inputs.map((input) => writer.read(input, order));
  writer.emit(output, "Concat", names, { order, attributes: { axis: order.indexOf(axis) } });
}

export function cut({ inputs: [x], output, attributes, twin }: Single<Block>, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  const whole = writer.lengthsOf(x);
  const lengths = writer.lengthsOf(output);
  const blocks = plainOrder(x.rank)
    .map((axis) => {
      const begin = lengthOf(attributes.begin[axis]!, twin.begin[axis]!);
      return { axis, ...blockAlong({ begin, length: lengths[axis]!, whole: whole[axis]! }, writer.layer) };
    })
    .filter(({ isAll }) => !isAll);
  const starts = writer.integers(blocks.map(({ start }) => start));
  const ends = writer.integers(blocks.map(({ end }) => end ?? Number.MAX_SAFE_INTEGER));
  const axes = writer.integers(blocks.map(({ axis }) => order.indexOf(axis)));
  writer.emit(output, "Slice", [writer.read(x, order), starts, ends, axes], { order });
}

/** `Expand` leaves an axis as it is where its shape has 1, so that no number of it follows the batch. */
export function repeat({ inputs: [x], output }: Single<{ readonly shape: Shape }>, writer: GraphWriter): void {
  const lengths = writer.lengthsOf(output);
  const own = alignedLengths(x, output.rank, writer);
  const isRepeated = (axis: number): boolean => own[axis]!.fixed === 1 && isFixed(own[axis]!);
  const shape = lengths.map((length, axis) => (isRepeated(axis) ? length : { fixed: 1, perExample: 0 }));
  const order = x.rank === output.rank ? writer.orderOf(x) : plainOrder(output.rank);
  const value = x.rank === output.rank ? writer.read(x, order) : writer.read(x);
  writer.emit(output, "Expand", [value, shapeValue(inOrder(shape, order), writer)], { order });
}

/** The lengths of x as if it had axes of length 1 before its own. */
function alignedLengths(x: Tensor, rank: number, writer: GraphWriter): Length[] {
  const missing = new Array<Length>(rank - x.rank).fill({ fixed: 1, perExample: 0 });
  return [...missing, ...writer.lengthsOf(x)];
}

/** A shape as a value: a constant, or one that is computed where a length follows the batch. */
export function shapeValue(lengths: readonly Length[], writer: GraphWriter): string {
  if (lengths.every(isFixed)) return writer.integers(lengths.map(({ fixed }) => fixed));
  const one = [{ fixed: 1, perExample: 0 }];
  const typed = { lengths: one, type: "int64" } as const;
  const batch = writer.helper("Shape", [writer.read(writer.batchInput)], {
    ...typed,
    attributes: { start: 0, end: 1 },
  });
  const parts = lengths.map(({ fixed, perExample }) => {
    if (perExample === 0) return writer.integers([fixed]);
    if (fixed !== 0)
      throw new LinnetError(`export: layer "${writer.layer}": a length that is not a multiple of the batch`);
    return perExample === 1 ? batch : writer.helper("Mul", [batch, writer.integers([perExample])], typed);
  });
  const whole = {
    lengths: [{ fixed: lengths.length, perExample: 0 }],
    type: "int64",
    attributes: { axis: 0 },
  } as const;
  return writer.helper("Concat", parts, whole);
}
