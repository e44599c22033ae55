// Ops that move numbers without changing them, in TensorFlow Lite, and those along axes.

import { LinnetError } from "../../../tensor/errors.js";
import type { Reduction } from "../../../tensor/ops/reduce.js";
import type { Block } from "../../../tensor/ops/slice.js";
import type { Shape } from "../../../tensor/shape.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { isFixed, type Length, lengthOf } from "../length.js";
import { blockAlong, openAxis } from "../shapeRules.js";

type Single<A = object> = OpCall<A, ["x"]>;

const ONE: Length = { fixed: 1, perExample: 0 };

export function reshapeTo({ inputs: [x], output }: Single, writer: GraphWriter): void {
  const newShape = openAxis(writer.lengthsOf(output), writer.layer);
  writer.emit(output, "RESHAPE", [writer.read(x), writer.integers(newShape)], { attributes: { newShape } });
}

export function transposeTo(
  { inputs: [x], output, attributes }: Single<{ readonly permutation: readonly number[] }>,
  writer: GraphWriter,
): void {
  writer.emit(output, "TRANSPOSE", [writer.read(x), writer.integers(attributes.permutation)]);
}

export function join(
  { inputs, output, attributes: { axis } }: OpCall<{ readonly axis: number }, readonly string[]>,
  writer: GraphWriter,
): void {
  const names = inputs.map((input) => writer.read(input));
  writer.emit(output, "CONCATENATION", names, { attributes: { axis, fusedActivationFunction: "NONE" } });
}

/** A size of -1 reaches the end. */
export function cut({ inputs: [x], output, attributes, twin }: Single<Block>, writer: GraphWriter): void {
  const whole = writer.lengthsOf(x);
  const blocks = writer.lengthsOf(output).map((length, axis) => {
    const begin = lengthOf(attributes.begin[axis]!, twin.begin[axis]!);
    return blockAlong({ begin, length, whole: whole[axis]! }, writer.layer);
  });
  const begin = writer.integers(blocks.map(({ start }) => start));
  const size = writer.integers(blocks.map(({ start, end }) => (end === null ? -1 : end - start)));
  writer.emit(output, "SLICE", [writer.read(x), begin, size]);
}

/** `TILE` says how often, so that no number of it follows the batch, unless the batch itself is repeated. */
export function repeat({ inputs: [x], output }: Single<{ readonly shape: Shape }>, writer: GraphWriter): void {
  const lengths = writer.lengthsOf(output);
  const missing = new Array<Length>(lengths.length - x.rank).fill(ONE);
  const own = [...missing, ...writer.lengthsOf(x)];
  const times = lengths.map((length, axis) => (own[axis]!.fixed === 1 && isFixed(own[axis]!) ? length : ONE));
  if (!times.every(isFixed)) {
    writer.emit(output, "BROADCAST_TO", [writer.read(x), shapeValue(lengths, writer)]);
    return;
  }
  const raised =
    missing.length === 0
      ? writer.read(x)
      : writer.helper("RESHAPE", [writer.read(x), writer.integers(openAxis(own, writer.layer))], { lengths: own });
  writer.emit(output, "TILE", [raised, writer.integers(times.map(({ fixed }) => fixed))]);
}

/** A shape with a length that follows the batch, from that of the input. */
export function shapeValue(lengths: readonly Length[], writer: GraphWriter): string {
  const typed = (count: number) => ({ lengths: [{ fixed: count, perExample: 0 }], type: "int32" }) as const;
  const shape = writer.helper("SHAPE", [writer.read(writer.batchInput)], {
    ...typed(writer.batchInput.rank),
    attributes: { outType: "INT32" },
  });
  const ends = [[0], [1], [1]].map((end) => writer.integers(end));
  const masks = { beginMask: 0, endMask: 0, ellipsisMask: 0, newAxisMask: 0, shrinkAxisMask: 0 };
  const batch = writer.helper("STRIDED_SLICE", [shape, ...ends], { ...typed(1), attributes: masks });
  const parts = lengths.map(({ fixed, perExample }) => {
    if (perExample === 0) return writer.integers([fixed]);
    if (fixed !== 0)
      throw new LinnetError(`export: layer "${writer.layer}": a length that is not a multiple of the batch`);
    if (perExample === 1) return batch;
    return writer.helper("MUL", [batch, writer.integers([perExample])], typed(1));
  });
  const options = { axis: 0, fusedActivationFunction: "NONE" };
  return writer.helper("CONCATENATION", parts, { ...typed(lengths.length), attributes: options });
}

export function reduce(op: string) {
  return ({ inputs: [x], output, attributes: { axes, keepDims } }: Single<Reduction>, writer: GraphWriter): void => {
    if (axes.length === 0) writer.give(output, writer.read(x));
    else writer.emit(output, op, [writer.read(x), writer.integers(axes)], { attributes: { keepDims } });
  };
}

export function argMax({ inputs: [x], output }: Single, writer: GraphWriter): void {
  const last = writer.integers([x.rank - 1], []);
  const made = { lengths: writer.lengthsOf(output), type: "int32", attributes: { outputType: "INT32" } } as const;
  const index = writer.helper("ARG_MAX", [writer.read(x), last], made);
  writer.emit(output, "CAST", [index], { attributes: { inDataType: "INT32", outDataType: "FLOAT32" } });
}

/** The same value under another name. */
export function sameValue(writer: GraphWriter, value: string, lengths: readonly Length[]): string {
  const newShape = openAxis(lengths, writer.layer);
  return writer.helper("RESHAPE", [value, writer.integers(newShape)], { lengths, attributes: { newShape } });
}
