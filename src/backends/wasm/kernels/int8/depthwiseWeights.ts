// What a depthwise convolution of bytes reads beside pixels, packed for each group of eight channels: weights, with those of
// neighboring rows side by side; what sums start from, and what they still lack at their end; multipliers. A byte stands for
// `byte - zero`, and the zeros are subtracted at once: a sum starts from `bias - zero * (the weights of the columns that it may
// meet)`, and a sum at the right border ends with `+ zero * (the weights of the columns that it did not meet)`.

import type { Int8Convolution } from "../../../../tensor/ops/int8/convolutions.js";
import type { Int8Target, Packed } from "../../kernel.js";
import type { DepthwiseShape, Reach } from "../depthwiseWalk.js";
import { type TapAxis, tapRuns } from "../tapsInPicture.js";
import type { Int8Weights } from "./readWeights.js";
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
        const zero = attributes.xZeroPoint + this.#int8.offset;
        for (let channel = 0; channel < weights.bias.length; channel += 1) {
          const group = byteOffset + 4 * ROUNDING_WORDS + Math.floor(channel / GROUP) * this.groupBytes;
          this.#packChannel(new DataView(buffer, group, this.groupBytes), { ...weights, channel, zero });
        }
      },
    };
  }

  #packChannel(
    group: DataView,
    { kernel, bias, multiplier, channel, zero }: Int8Weights & { readonly channel: number; readonly zero: number },
  ): void {
    const lane = channel % GROUP;
    const weight = (row: number, column: number): number =>
      kernel[(row * this.#cells.width + column) * bias.length + channel]!;
    for (let row = 0; row < this.#cells.height; row += 1) {
      const together = row % this.rows;
      for (let column = 0; column < this.#cells.width; column += 1) {
        const place = this.weightsAt(row - together, column);
        if (this.rows === 4) group.setInt8(place + 4 * lane + together, weight(row, column));
        else group.setInt16(place + 4 * lane + 2 * together, weight(row, column), true);
      }
    }
    const sumOf = ({ rows, columns }: Part): number =>
      rows.reduce((sum, row) => columns.reduce((total, column) => total + weight(row, column), sum), 0);
    const parts = [...this.#starts.values()].map((part) => bias[channel]! - zero * sumOf(part));
    parts.push(...[...this.#ends.values()].map((part) => zero * sumOf(part)));
    parts.forEach((value, index) => group.setInt32(this.#partAt(index) + 4 * lane, value, true));
    group.setFloat32(this.multipliersAt + 4 * lane, multiplier[channel]!, true);
  }
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
