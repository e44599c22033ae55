// Weights of 8 bits in panels of eight columns, with what a panel's sums start from and what they are multiplied by.

import type { Packed } from "../../kernel.js";
import { PANEL } from "../tile.js";
import { type ByteArithmetic, STEP_BYTES } from "./byteArithmetic.js";
import type { Int8Weights } from "./readWeights.js";

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
    const count = (panels * places.end) / bytes;
    const packed = bytes === 1 ? new Int8Array(buffer, byteOffset, count) : new Int16Array(buffer, byteOffset, count);
    const totals = fillSteps(packed, kernel, { columns, terms, panel: places.end / bytes });
    for (let panel = 0; panel < panels; panel += 1) {
      const start = byteOffset + panel * places.end;
      const [first, end] = [panel * PANEL, Math.min(panel * PANEL + PANEL, columns)];
      const starts = new Int32Array(buffer, start + places.starts, PANEL);
      for (let column = first; column < end; column += 1)
        starts[column - first] = bias[column]! - zero * totals[column]!;
      new Float32Array(buffer, start + places.multipliers, PANEL).set(multiplier.subarray(first, end));
    }
    new Int32Array(buffer, byteOffset + panels * places.end, rounding.length).set(rounding);
  };
  return { region: "packed", length: (panels * places.end) / 4 + rounding.length, fill };
}

/** Row by row, as weights lie in memory: this runs over all of them whenever a model starts. Gives the sum of each column. */
function fillSteps(
  packed: Int8Array | Int16Array,
  kernel: Float32Array,
  { columns, terms, panel }: { readonly columns: number; readonly terms: number; readonly panel: number },
): Float64Array {
  const totals = new Float64Array(columns);
  for (let k = 0, read = 0; read < kernel.length; k += 1) {
    const row = read;
    let start = Math.floor(k / terms) * PANEL * terms + (k % terms);
    for (let first = 0; first < columns; first += PANEL, start += panel) {
      const end = row + Math.min(first + PANEL, columns);
      for (let written = start; read < end; read += 1, written += terms) {
        const weight = kernel[read]!;
        packed[written] = weight;
        totals[read - row]! += weight;
      }
    }
  }
  return totals;
}
