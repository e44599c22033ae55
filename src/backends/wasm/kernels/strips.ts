// Rows of a matrix cut into strips of a few columns, each of which a tile of a product reads in order.

import { type Statement, v128 } from "../assembler/expression.js";
import { advance, type FunctionBuilder, forLoop, type Local, sequence } from "../assembler/function.js";
import { LANES, loadLanes, storeLanes } from "./lanes.js";

/** Bytes between strips: at a distance of a power of two, all places of a row would share one set of the first-level cache. */
const GAP = 64;
/** Strips that are written without a loop. */
const UNROLLED = 8;

export class Strips {
  /** Columns of each strip: as many in all but the last few, which may have fewer. */
  readonly widths: readonly number[];
  /** From a row of a strip to the next. */
  readonly rowBytes: number;
  /** From a strip to the next. */
  readonly stripBytes: number;
  /** How many strips are as wide as the first. */
  readonly alike: number;

  /** @param rows the most that are kept at a time */
  constructor(widths: readonly number[], rows: number) {
    this.widths = widths;
    this.alike = widths.filter((width) => width === widths[0]).length;
    this.rowBytes = 4 * widths[0]!;
    this.stripBytes = rows * this.rowBytes + GAP;
  }

  /** Elements of all strips. */
  get length(): number {
    return (this.widths.length * this.stripBytes) / 4;
  }

  /** Copies a row; `read` and `written`, where it starts in the first strip, move. Null for a row of zeros. */
  copyRow(builder: FunctionBuilder, read: Local<"i32"> | null, written: Local<"i32">): Statement {
    const value = builder.local("v128");
    const copy = (first: number, end: number): Statement => {
      let column = 0;
      const copies = this.widths.slice(first, end).flatMap((width, strip) => {
        const start = column;
        column += width;
        return Array.from({ length: Math.ceil(width / LANES) }, (_, half) => {
          const lanes = Math.min(LANES, width - half * LANES);
          const numbers = read === null ? v128.zero : loadLanes(read, lanes, 4 * (start + half * LANES));
          const place = strip * this.stripBytes + 4 * LANES * half;
          return sequence(value.set(numbers), storeLanes(written, value, lanes, place));
        });
      });
      return sequence(...copies);
    };
    const rounds = Math.floor(this.alike / UNROLLED);
    const move = (pointer: Local<"i32">, bytes: number): Statement => advance(pointer, bytes);
    const many = forLoop(
      builder.local("i32"),
      { from: 0, to: rounds, step: 1 },
      copy(0, UNROLLED),
      move(written, UNROLLED * this.stripBytes),
      ...(read === null ? [] : [move(read, UNROLLED * this.rowBytes)]),
    );
    return sequence(...(rounds > 0 ? [many] : []), copy(rounds * UNROLLED, this.widths.length));
  }
}
