// Weights of 8 bits in panels of eight columns, with what a panel's sums start from and what they are multiplied by.

import type { Packed } from "../../kernel.js";
import { PANEL } from "../tile.js";
import { type ByteArithmetic, STEP_BYTES } from "./byteArithmetic.js";
import { areColumns, packColumns } from "./panelPacker.js";
import type { Int8Weights, WeightMatrix } from "./readWeights.js";

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
export function packBytes(weights: ByteWeights, { terms, bytes }: ByteArithmetic, rounding: Int32Array): Packed {
  const { kernel, bias, multiplier, zero } = weights;
  const columns = bias.length;
  const places = panelPlaces(Math.ceil(kernel.terms.length / terms));
  const panels = Math.ceil(columns / PANEL);
  const fill = ({ buffer, byteOffset }: Float32Array): void => {
    new Int32Array(buffer).set(rounding, (byteOffset + panels * places.end) / 4);
    if (areColumns(weights)) {
      const packed = new Int8Array(buffer, byteOffset, panels * places.end);
      packColumns(packed, weights, { terms, panelBytes: places.end, zero });
      return;
    }
    const count = (panels * places.end) / bytes;
    const packed = bytes === 1 ? new Int8Array(buffer, byteOffset, count) : new Int16Array(buffer, byteOffset, count);
    const totals = fillSteps(packed, kernel, { columns, terms, panel: places.end / bytes });
    const [words, floats] = [new Int32Array(buffer), new Float32Array(buffer)];
    for (let column = 0; column < columns; column += 1) {
      const place = (byteOffset + Math.floor(column / PANEL) * places.end) / 4 + (column % PANEL);
      words[place + places.starts / 4] = bias[column]! - zero * totals[column]!;
      floats[place + places.multipliers / 4] = multiplier[column]!;
    }
  };
  return { region: "packed", length: (panels * places.end) / 4 + rounding.length, fill };
}

/** This runs over all weights whenever a model starts: in the order in which they lie. Gives the sum of each column. */
function fillSteps(packed: Int8Array | Int16Array, kernel: WeightMatrix, places: StepPlaces): Float64Array {
  const totals = new Float64Array(places.columns);
  if (kernel.step === 1) fillByRow(packed, kernel, places, totals);
  else fillByColumn(packed, kernel, places, totals);
  return totals;
}

interface StepPlaces {
  readonly columns: number;
  /** Of a step. */
  readonly terms: number;
  /** From a panel to the next. */
  readonly panel: number;
}

function fillByRow(
  packed: Int8Array | Int16Array,
  { numbers, terms: rows }: WeightMatrix,
  { columns, terms, panel }: StepPlaces,
  totals: Float64Array,
): void {
  for (let k = 0; k < rows.length; k += 1) {
    const row = rows[k]!;
    let read = row;
    let start = Math.floor(k / terms) * PANEL * terms + (k % terms);
    for (let first = 0; first < columns; first += PANEL, start += panel) {
      const end = row + Math.min(first + PANEL, columns);
      for (let written = start; read < end; read += 1, written += terms) {
        const weight = numbers[read]!;
        packed[written] = weight;
        totals[read - row]! += weight;
      }
    }
  }
}

function fillByColumn(
  packed: Int8Array | Int16Array,
  { numbers, terms: rows, step }: WeightMatrix,
  { columns, terms, panel }: StepPlaces,
  totals: Float64Array,
): void {
  for (let column = 0; column < columns; column += 1) {
    const start = Math.floor(column / PANEL) * panel + (column % PANEL) * terms;
    const first = step * column;
    let total = 0;
    for (let k = 0, written = start; k < rows.length; written += PANEL * terms) {
      for (const end = Math.min(k + terms, rows.length), place = written - k; k < end; k += 1) {
        const weight = numbers[first + rows[k]!]!;
        packed[place + k] = weight;
        total += weight;
      }
    }
    totals[column] = total;
  }
}
