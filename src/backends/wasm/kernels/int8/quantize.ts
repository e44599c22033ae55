// From floats to bytes, and back.

import { dequantizeOp, quantizeOp } from "../../../../tensor/ops/int8/quantize.js";
import { sequence } from "../../assembler/function.js";
import { f32x4, i16x8, v128 } from "../../assembler/narrow.js";
import { LANES, loadLanes, storeLanes } from "../lanes.js";
import { serveInt8 } from "../serveInt8.js";
import { floatsOf, storeBytes, widen } from "./bytes.js";
import { packRounding, ROUNDING_WORDS, Rounder, roundingOf } from "./requantize.js";
import { eightOf, fourOf, kept, packVectors, sixteens } from "./sixteens.js";

export const PLAIN = "slots of float32 where bytes are expected: results of a whole network, and constants";

export const quantize = serveInt8(quantizeOp, PLAIN, ({ attributes, inputs: [x], output, int8 }) => {
  if (x.type !== "float32" || output.type !== "int8") return null;
  const { scale, zeroPoint } = attributes;
  const whole = { zeroPoint, low: -128, high: 127 };
  const packed = packVectors(packRounding(whole, int8), fourOf(1 / scale));
  return sixteens("quantize", [x, output], packed, ({ builder, target }, constants) => {
    const rounder = new Rounder(builder, roundingOf(whole, Number.POSITIVE_INFINITY), target.int8);
    const { vectors: factor, load } = kept(builder, 1, constants, 4 * ROUNDING_WORDS);
    const four = [0, 1, 2, 3].map(() => builder.local("v128"));
    return {
      start: sequence(rounder.start(constants), load),
      step: (count, [source, target]) =>
        sequence(
          ...four.map((value, part) => {
            const lanes = lanesOf(count, part);
            return value.set(f32x4.multiply(loadLanes(source!, lanes, 16 * part), factor[0]!));
          }),
          // NaN, which does not equal itself, becomes 0.
          ...four.map((value) => value.set(rounder.floats(v128.and(value, f32x4.equal(value, value))))),
          four[0]!.set(rounder.bytes(four)),
          storeBytes(target!, four[0]!, count),
        ),
    };
  });
});

export const dequantize = serveInt8(dequantizeOp, PLAIN, ({ attributes, inputs: [x], output, int8 }) => {
  if (x.type !== "int8" || output.type !== "float32") return null;
  const { scale, zeroPoint } = attributes;
  const packed = packVectors(eightOf(zeroPoint + int8.offset), fourOf(scale));
  return sixteens("dequantize", [x, output], packed, ({ builder, target: { int8 } }, constants) => {
    const { vectors, load } = kept(builder, 2, constants, 0);
    const [zero, factor] = [vectors[0]!, vectors[1]!];
    const [bytes, low, high, value] = [0, 1, 2, 3].map(() => builder.local("v128"));
    return {
      start: load,
      step: (count, [source, target]) =>
        sequence(
          bytes!.set(v128.loadBytes(source!)),
          ...widen(bytes!, int8).map((wide, half) => [low!, high!][half]!.set(i16x8.subtract(wide, zero))),
          ...floatsOf(low!, high!).flatMap((floats, part) => {
            const lanes = lanesOf(count, part);
            if (lanes === 0) return [];
            return [value!.set(f32x4.multiply(floats, factor)), storeLanes(target!, value!, lanes, 16 * part)];
          }),
        ),
    };
  });
});

/** How many of `count` elements are in one of four vectors. */
function lanesOf(count: number, part: number): number {
  return Math.max(0, Math.min(LANES, count - LANES * part));
}
