// Weights of 8 bits in panels of eight columns, with what a panel's sums start from and what they are multiplied by.

import type { Packed } from "../../kernel.js";
import { PANEL } from "../tile.js";
import { type ByteArithmetic, STEP_BYTES } from "./byteArithmetic.js";
import type { Int8Weights } from "./weights.js";

interface ByteWeights extends Pick<Int8Weights, "kernel" | "bias" | "multiplier"> {
  /** What a byte of a row that stands for 0 holds. */
  readonly zero: number;
}

/** The places in a packed panel, in bytes. */
interface PanelPlaces {
  readonly starts: number;
  readonly multipliers: number;
  readonly end: number;
}

export function panelPlaces(steps: number): PanelPlaces {
  const starts = steps * STEP_BYTES;
  return { starts, multipliers: starts + 4 * PANEL, end: starts + 8 * PANEL };
}

/**
 * Packs weights step by step, panel by panel, then what a `Rounder` reads; what a last step or panel lacks is 0. A sum makes up for
 * the bytes' zero where it starts:
 *
 *     sum (byte - zero) w + bias = sum byte w + (bias - zero sum w)
 */
export function packBytes(
  { kernel, bias, multiplier, zero }: ByteWeights,
  { terms, bytes }: ByteArithmetic,
  rounding: Int32Array,
): Packed {
  const columns = bias.length;
  const depth = kernel.length / columns;
  const places = panelPlaces(Math.ceil(depth / terms));
  const panels = Math.ceil(columns / PANEL);
  const fill = ({ buffer, byteOffset }: Float32Array): void => {
    for (let panel = 0; panel < panels; panel += 1) {
      const start = byteOffset + panel * places.end;
      const count = places.starts / bytes;
      const packed = bytes === 1 ? new Int8Array(buffer, start, count) : new Int16Array(buffer, start, count);
      const sums = new Int32Array(buffer, start + places.starts, PANEL);
      const multipliers = new Float32Array(buffer, start + places.multipliers, PANEL);
      const first = panel * PANEL;
      const width = Math.min(PANEL, columns - first);
      multipliers.set(multiplier.subarray(first, first + width));
      sums.set(bias.subarray(first, first + width));
      for (let k = 0; k < depth; k += 1) {
        const step = Math.floor(k / terms) * PANEL * terms + (k % terms);
        const row = k * columns + first;
        for (let column = 0; column < width; column += 1) {
          const weight = kernel[row + column]!;
          packed[step + column * terms] = weight;
          sums[column]! -= zero * weight;
        }
      }
    }
    new Int32Array(buffer, byteOffset + panels * places.end, rounding.length).set(rounding);
  };
  return { region: "packed", length: (panels * places.end) / 4 + rounding.length, fill };
}
