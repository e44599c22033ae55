// The sum of two tensors of bytes, each with its own scale.

import { addInt8Op } from "../../../../tensor/ops/int8/addInt8.js";
import { sequence } from "../../assembler/function.js";
import { f32x4, i16x8, v128 } from "../../assembler/narrow.js";
import { serveInt8 } from "../serveInt8.js";
import { floatsOf, storeBytes, widen } from "./bytes.js";
import { PLAIN } from "./quantize.js";
import { describeRounding, packRounding, ROUNDING_WORDS, Rounder, roundingOf } from "./requantize.js";
import { eightOf, fourOf, kept, packVectors, sixteens } from "./sixteens.js";

/** What a number of int8 less a zero point is at most. */
const WIDEST = 255;

export const addInt8 = serveInt8(addInt8Op, PLAIN, ({ attributes, inputs: [a, b], output, int8 }) => {
  const { multipliers, zeroPoints } = attributes;
  if ([a, b, output].some(({ type }) => type !== "int8") || !multipliers.every(Number.isFinite)) return null;
  const rounding = roundingOf(attributes, WIDEST * multipliers.reduce((sum, factor) => sum + Math.abs(factor), 0));
  const packed = packVectors(
    packRounding(attributes, int8),
    ...zeroPoints.map((zeroPoint) => eightOf(zeroPoint + int8.offset)),
    ...multipliers.map(fourOf),
  );
  const name = `addInt8${describeRounding(rounding)}`;
  return sixteens(name, [a, b, output], packed, ({ builder, target: { int8 } }, constants) => {
    const rounder = new Rounder(builder, rounding, int8);
    const { vectors, load } = kept(builder, 4, constants, 4 * ROUNDING_WORDS);
    const bytes = builder.local("v128");
    const wide = [0, 1].map(() => [builder.local("v128"), builder.local("v128")] as const);
    return {
      start: sequence(rounder.start(constants), load),
      step: (count, [left, right, target]) => {
        const terms = wide.map((halves, side) =>
          floatsOf(...halves).map((floats) => f32x4.multiply(floats, vectors[2 + side]!)),
        );
        return sequence(
          ...wide.flatMap((halves, side) => [
            bytes.set(v128.loadBytes([left!, right!][side]!)),
            ...widen(bytes, int8).map((half, index) => halves[index]!.set(i16x8.subtract(half, vectors[side]!))),
          ]),
          bytes.set(rounder.bytes(terms[0]!.map((term, part) => rounder.floats(f32x4.add(term, terms[1]![part]!))))),
          storeBytes(target!, bytes, count),
        );
      },
    };
  });
});
