// Numbers as IEEE 754 half precision, which half.ts reads.

import { roundToEven } from "../../tensor/roundToEven.js";

/** The bits of the nearest half; a tie goes to the even one, and 65520 or more is infinity. */
export function numberToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (magnitude >= 65520) return sign | 0x7c00;
  // Halves below 2^-14 are subnormal: all have the step of the smallest exponent.
  const exponent = Math.max(Math.floor(Math.log2(magnitude)), -14);
  // Exact for float32: multiplying by a power of two loses nothing here.
  const steps = roundToEven(magnitude * 2 ** (10 - exponent));
  // A normal number has 1024 to 2047 steps; the addition carries 2048 into the exponent, as it should.
  return sign | (((exponent + 14) << 10) + steps);
}
