// What a depthwise convolution of bytes reads beside pixels, packed for each group of eight channels: weights, with those of
// neighboring rows side by side; what sums start from, and what they still lack at their end; multipliers. A byte stands for
// `byte - zero`, and the zeros are subtracted at once: a sum starts from `bias - zero * (the weights of the columns that it may
// meet)`, and a sum at the right border ends with `+ zero * (the weights of the columns that it did not meet)`.

import type { Int8Convolution } from "../../../../tensor/ops/int8/convolutions.js";
import type { Int8Target, Packed } from "../../kernel.js";
import type { DepthwiseShape, Reach } from "../depthwiseWalk.js";
import { type TapAxis, tapRuns } from "../tapsInPicture.js";
import type { Int8Weights, WeightMatrix } from "./readWeights.js";
import { packRounding, ROUNDING_WORDS } from "./requantize.js";

/** Channels of a group; their sums take two vectors. */
export const GROUP = 8;
const VECTOR = 16;

/** A sum of weights: of some rows of the kernel, over some of its columns. */
interface Part {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
}

export class DepthwiseWeights {
  /** Rows of the kernel whose weights are side by side. */
  readonly rows: 2 | 4;
  readonly #int8: Int8Target;
  readonly #cells: { readonly height: number; readonly width: number };
  /** What sums start from, and what they lack, by `reachKey`: each is the sum of the weights of a part. */
  readonly #starts = new Map<string, Part>();
  readonly #ends = new Map<string, Part>();

  constructor(shape: DepthwiseShape, int8: Int8Target, rows: Int8Weights["terms"]) {
    this.#int8 = int8;
    this.rows = rows;
    const [height, width] = shape.kernel as [number, number];
    this.#cells = { height, width };
    const { firsts, lasts } = spansOf(shape.columns);
    for (const run of tapRuns(shape.rows)) {
      const part = (from: number): Part => ({ rows: run.cells, columns: range(from, width) });
      for (const column of firsts) this.#starts.set(reachKey({ run, column }), part(column));
      for (const column of lasts) if (column + 1 < width) this.#ends.set(reachKey({ run, column }), part(column + 1));
    }
  }

  /** Vectors of weights of a group. */
  get weightVectors(): number {
    return 2 * this.#rowGroups * this.#cells.width;
  }

  get #rowGroups(): number {
    return Math.ceil(this.#cells.height / this.rows);
  }

  /** From the start of a group, in bytes, as all that follow: the first of two vectors. */
  weightsAt(row: number, column: number): number {
    return 2 * VECTOR * ((row / this.rows) * this.#cells.width + column);
  }

  startAt(reach: Reach): number {
    return this.#partAt([...this.#starts.keys()].indexOf(reachKey(reach)));
  }

  /** Null if the sums lack nothing. */
  endAt(reach: Reach): number | null {
    const index = [...this.#ends.keys()].indexOf(reachKey(reach));
    return index < 0 ? null : this.#partAt(this.#starts.size + index);
  }

  get multipliersAt(): number {
    return this.#partAt(this.#starts.size + this.#ends.size);
  }

  get groupBytes(): number {
    return this.multipliersAt + 2 * VECTOR;
  }

  #partAt(index: number): number {
    return VECTOR * this.weightVectors + 2 * VECTOR * index;
  }

  /** The numbers of rounding, then the groups. */
  pack(weights: Int8Weights, attributes: Int8Convolution): Packed {
    const groups = Math.ceil(weights.bias.length / GROUP);
    return {
      region: "packed",
      length: ROUNDING_WORDS + (groups * this.groupBytes) / 4,
      fill: ({ buffer, byteOffset }) => {
        new Int32Array(buffer, byteOffset, ROUNDING_WORDS).set(packRounding(attributes, this.#int8));
        this.#fillGroups(buffer, byteOffset + 4 * ROUNDING_WORDS, weights, attributes.xZeroPoint + this.#int8.offset);
      },
    };
  }

  /** This runs whenever a model starts. */
  #fillGroups(buffer: ArrayBufferLike, begin: number, { kernel, bias, multiplier }: Int8Weights, zero: number): void {
    const [words, floats] = [new Int32Array(buffer), new Float32Array(buffer)];
    const channels = bias.length;
    const groupOf = (channel: number): number => (begin + Math.floor(channel / GROUP) * this.groupBytes) / 4;
    const groups = Int32Array.from({ length: channels }, (_, channel) => groupOf(channel));
    this.#fillWeights(buffer, groups, kernel);
    let place = this.#partAt(0) / 4;
    for (const [isStart, parts] of [
      [true, this.#starts],
      [false, this.#ends],
    ] as const) {
      for (const part of parts.values()) {
        const terms = this.#termsOf(part, kernel);
        for (let channel = 0; channel < channels; channel += 1) {
          const missed = zero * sumOf(kernel, terms, channel);
          words[groups[channel]! + place + (channel % GROUP)] = isStart ? bias[channel]! - missed : missed;
        }
        place += GROUP;
      }
    }
    for (let channel = 0; channel < channels; channel += 1)
      floats[groups[channel]! + place + (channel % GROUP)] = multiplier[channel]!;
  }

  /** @param groups where the group of each channel begins, in words */
  #fillWeights(buffer: ArrayBufferLike, groups: Int32Array, { numbers, terms, step }: WeightMatrix): void {
    const { rows } = this;
    const packed = rows === 4 ? new Int8Array(buffer) : new Int16Array(buffer);
    for (const [cell, place] of this.#cellPlaces().entries()) {
      const first = terms[cell]!;
      for (let channel = 0; channel < groups.length; channel += 1)
        packed[rows * (groups[channel]! + (channel % GROUP)) + place] = numbers[first + step * channel]!;
    }
  }

  /** Where the first channel of a group has its weights, in numbers as they are packed. */
  #cellPlaces(): Int32Array {
    const { width, height } = this.#cells;
    return Int32Array.from({ length: width * height }, (_, cell) => {
      const row = Math.floor(cell / width);
      const together = row % this.rows;
      return (this.rows * this.weightsAt(row - together, cell % width)) / 4 + together;
    });
  }

  /** The places of the first channel's weights. */
  #termsOf({ rows, columns }: Part, { terms }: WeightMatrix): Int32Array {
    return Int32Array.from(rows.flatMap((row) => columns.map((column) => terms[row * this.#cells.width + column]!)));
  }
}

function sumOf({ numbers, step }: WeightMatrix, terms: Int32Array, channel: number): number {
  const first = step * channel;
  let sum = 0;
  for (let index = 0; index < terms.length; index += 1) sum += numbers[first + terms[index]!]!;
  return sum;
}

function reachKey({ run, column }: Reach): string {
  return `${run.cells}; ${column}`;
}

/** The columns of the kernel that outputs meet first, and those that they meet last. */
function spansOf(columns: TapAxis) {
  const runs = tapRuns(columns).map(({ cells }) => cells);
  return {
    firsts: new Set(runs.map((cells) => cells[0]!)),
    lasts: new Set(runs.map((cells) => cells[cells.length - 1]!)),
  };
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
