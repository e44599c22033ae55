// The walk of a depthwise convolution, along a row of pixels and a group of channels at a time: each pixel is loaded once and
// given to all its outputs. What is done with the numbers is up to an arithmetic: of floats, or of bytes.

import type { Shape } from "../../../tensor/shape.js";
import { type I32, type Integer, i32, type Statement } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence, when } from "../assembler/function.js";
import type { KernelBody } from "../kernel.js";
import { addressAt, allParts, forParts } from "./lanes.js";
import { orderMoves } from "./orderMoves.js";
import { type TapAxis, type TapRun, tapRuns, type Visit, type Walk, walk } from "./tapsInPicture.js";

export interface DepthwiseShape {
  /** What is read and what is written: `[batch, height, width, channels]`. */
  readonly source: Shape;
  readonly output: Shape;
  readonly kernel: Shape;
  readonly rows: TapAxis;
  readonly columns: TapAxis;
}

export function describeWalk({ source, output, kernel, rows, columns }: DepthwiseShape): string {
  const pattern = [rows, columns].map(
    (axis) => `${axis.period}/${axis.advance}:${axis.taps(0).map(({ cell, source }) => [cell, source])}`,
  );
  return `${source} ${output} ${kernel} ${pattern.join(" ")}`;
}

/** Whether every output reads something, and there is one for each channel: what a walk can do. */
export function canWalk({ kernel, rows, columns }: DepthwiseShape): boolean {
  return kernel[3] === 1 && [rows, columns].every((axis) => tapRuns(axis).every(({ cells }) => cells.length > 0));
}

/** A pointer, and a number of bytes that may be negative. */
export interface Place {
  readonly pointer: Local<"i32">;
  readonly offset: number;
}

/** The address, and what an instruction adds to it. */
export function atPlace({ pointer, offset }: Place): readonly [address: I32, offset: number] {
  return offset < 0 ? [i32.add(pointer, offset), 0] : [pointer, offset];
}

/** The registers of an output's unfinished sums. */
export type Sums = readonly Local<"v128">[];

/** Which of the kernel's cells an output meets: the rows of a run, and the columns from its first or to its last. */
export interface Reach {
  readonly run: TapRun;
  readonly column: number;
}

/** What is done with a group of channels; `lanes` of them are there. */
export interface Arithmetic {
  /** Channels of a group. */
  readonly lanes: number;
  /** Of a number that is read or written. */
  readonly bytes: number;
  /** For the sums of an output. */
  readonly registers: number;
  /** Rows of the kernel whose pixels are loaded together. */
  readonly rows: number;
  /** Once for each row of outputs, or for some rows. */
  begin(group: I32, lanes: number): Statement;
  /** Begins an output; the places are those of `written`. */
  start(sums: Sums, first: Reach, lanes: number, places: readonly Place[]): Statement;
  /** Loads what the rows of the kernel from `row` meet in one column; null outside of the picture. */
  load(row: number, pixels: readonly (Place | null)[], lanes: number): Statement;
  /** Adds what was loaded last, times the kernel's weights from `row` in a column. */
  add(sums: Sums, row: number, column: number, lanes: number): Statement;
  /** Writes an output; the places are those of `written`. */
  finish(sums: Sums, last: Reach, places: readonly Place[], lanes: number): Statement;
}

export interface WalkedMemory {
  /** Of the whole source, or of each row that a row of the kernel meets. */
  readonly sources: readonly I32[];
  /** Of the output, and of other tensors of its shape; some are read. */
  readonly written: readonly I32[];
}

export class DepthwiseWalk {
  readonly #shape: DepthwiseShape;
  readonly #arithmetic: Arithmetic;
  readonly #body: KernelBody;
  readonly #memory: WalkedMemory;
  /** From a pixel to the next. */
  readonly #pixelBytes: number;
  readonly #walk: Walk;
  /** Of the unfinished outputs, by the output's number. */
  readonly #sums = new Map<number, Sums>();
  readonly #free: Sums[] = [];
  readonly #unit: Local<"i32">;
  readonly #group: Local<"i32">;
  /** Where the row's channels begin, in each of the memory's tensors. */
  readonly #sources: readonly Local<"i32">[];
  readonly #written: readonly Local<"i32">[];

  constructor(shape: DepthwiseShape, arithmetic: Arithmetic, body: KernelBody, memory: WalkedMemory) {
    this.#shape = shape;
    this.#arithmetic = arithmetic;
    this.#body = body;
    this.#memory = memory;
    this.#pixelBytes = arithmetic.bytes * shape.output[3]!;
    this.#walk = walk(shape.columns);
    this.#sources = memory.sources.map(() => body.builder.local("i32"));
    this.#written = memory.written.map(() => body.builder.local("i32"));
    [this.#unit, this.#group] = counters(body.builder, 2);
  }

  /** The only row, all of whose sources are there, each with its own address. */
  writeRow(): Statement {
    const cells = Array.from({ length: this.#shape.kernel[0]! }, (_, cell) => cell);
    const run: TapRun = { first: 0, count: 1, cells, source: 0 };
    return this.overChannels((lanes) => sequence(this.pointAt(0, 0), this.row(run, lanes)));
  }

  /** Every row of the call's share; rows at the borders meet fewer rows of the kernel, and have their own code. */
  write(): Statement {
    const { builder, from, to } = this.#body;
    const { output, rows } = this.#shape;
    const row = builder.local("i32");
    return forLoop(
      this.#unit,
      { from, to, step: 1 },
      row.set(i32.remainderUnsigned(this.#unit, output[1]!)),
      ...tapRuns(rows).map((run) => this.#rowsLike(run, row)),
    );
  }

  #rowsLike(run: TapRun, row: I32): Statement {
    const { output, rows, source } = this.#shape;
    const steps = i32.divideUnsigned(i32.subtract(row, run.first), rows.period);
    const phase = i32.equal(i32.remainderUnsigned(row, rows.period), run.first % rows.period);
    const end = run.first + (run.count - 1) * rows.period;
    const within = i32.lessUnsigned(i32.subtract(row, run.first), end - run.first + 1);
    const picture = i32.divideUnsigned(this.#unit, output[1]!);
    const sourceRow = i32.add(
      i32.multiply(picture, source[1]!),
      i32.add(i32.multiply(steps, rows.advance), run.source),
    );
    const start = this.#body.builder.local("i32");
    return when(
      rows.period === 1 ? within : i32.and(phase, within),
      start.set(sourceRow),
      this.overChannels((lanes) => sequence(this.pointAt(start, this.#unit), this.row(run, lanes))),
    );
  }

  /** For each group of channels. */
  overChannels(write: (lanes: number) => Statement): Statement {
    const length = this.#shape.output[3]!;
    const { lanes: part } = this.#arithmetic;
    const range = allParts(length, part);
    return forParts(this.#group, range, (lanes) => sequence(this.#arithmetic.begin(this.#group, lanes), write(lanes)));
  }

  /** Begins a row: at the group's channels in its first pixels. */
  pointAt(sourceRow: Integer, outputRow: Integer): Statement {
    const { output, source } = this.#shape;
    const { lanes, bytes } = this.#arithmetic;
    const { sources, written } = this.#memory;
    const at = (base: I32, row: Integer, width: number): I32 =>
      addressAt(addressAt(base, row, width * this.#pixelBytes), this.#group, bytes * lanes);
    return sequence(
      ...this.#sources.map((pointer, index) => pointer.set(at(sources[index]!, sourceRow, source[2]!))),
      ...this.#written.map((pointer, index) => pointer.set(at(written[index]!, outputRow, output[2]!))),
    );
  }

  /** Goes on by so many pixels of the source, and of the outputs. */
  forward(source: number, output: number): Statement {
    const on = (pointers: readonly Local<"i32">[], pixels: number): Statement[] =>
      pointers.map((pointer) => advance(pointer, pixels * this.#pixelBytes));
    return sequence(...on(this.#sources, source), ...on(this.#written, output));
  }

  /** A row of outputs: the pixels before the pattern repeats, the rounds of the pattern, the pixels after. */
  row(run: TapRun, lanes: number): Statement {
    const { columns } = this.#shape;
    const { before, round, rounds, after } = this.#walk;
    const origin = { source: 0, output: 0 };
    const pieces = [...before.map((visit) => this.#visit(visit, run, lanes, origin))];
    if (rounds > 0) pieces.push(this.#rounds(round, rounds, run, lanes));
    const moved = { source: rounds * columns.advance, output: rounds * columns.period };
    return sequence(...pieces, ...after.map((visit) => this.#visit(visit, run, lanes, moved)));
  }

  #rounds(round: readonly Visit[], rounds: number, run: TapRun, lanes: number): Statement {
    const { columns } = this.#shape;
    const origin = { source: 0, output: 0 };
    // Sums that a round takes over from the one before must be where that one's successors will be.
    const taken = new Map(this.#sums);
    const body = round.map((visit) => this.#visit(visit, run, lanes, origin));
    const handed = [...this.#sums].flatMap(([output, sums]) =>
      sums.map((sum, index) => ({ sum, place: taken.get(output - columns.period)![index]! })),
    );
    const moves = orderMoves(handed, () => this.#body.builder.local("v128"));
    const loop = forLoop(
      this.#body.builder.local("i32"),
      { from: 0, to: rounds, step: 1 },
      ...body,
      ...moves,
      this.forward(columns.advance, columns.period),
    );
    // After the last round the same registers stand for outputs that are `rounds` periods further on.
    const places = [...this.#sums.keys()].map(
      (output) => [output + (rounds - 1) * columns.period, taken.get(output - columns.period)!] as const,
    );
    for (const sums of this.#sums.values()) if (!places.some(([, place]) => place === sums)) this.#free.push(sums);
    this.#sums.clear();
    for (const [output, place] of places) this.#sums.set(output, place);
    return loop;
  }

  /** Loads one pixel of each row that the run reads, and adds it to the unfinished outputs. */
  #visit({ source, uses }: Visit, run: TapRun, lanes: number, origin: Origin): Statement {
    if (uses.length === 0) return sequence();
    const statements: Statement[] = [];
    const { rows: together } = this.#arithmetic;
    const place = this.#placesOf(run, source - origin.source);
    for (let row = 0; row < this.#shape.kernel[0]!; row += together) {
      const pixels = Array.from({ length: together }, (_, index) => place(row + index));
      if (pixels.every((pixel) => pixel === null)) continue;
      statements.push(this.#arithmetic.load(row, pixels, lanes));
      for (const { output, cell } of uses) {
        const known = this.#sums.get(output);
        const sums = known ?? this.#newSums(output);
        if (known === undefined)
          statements.push(this.#arithmetic.start(sums, { run, column: cell }, lanes, this.#placesIn(output, origin)));
        statements.push(this.#arithmetic.add(sums, row, cell, lanes));
      }
    }
    for (const { output, cell, last } of uses)
      if (last) statements.push(this.#finish(output, { run, column: cell }, lanes, origin));
    return sequence(...statements);
  }

  /** Where each row of the kernel meets a column of the source; null if it meets none. */
  #placesOf(run: TapRun, column: number): (kernelRow: number) => Place | null {
    const [pointer] = this.#sources;
    const offset = column * this.#pixelBytes;
    if (this.#sources.length > 1) return (kernelRow) => placeOr(this.#sources[kernelRow], offset);
    const rowBytes = this.#shape.source[2]! * this.#pixelBytes * this.#rowDistance(run);
    return (kernelRow) => {
      const index = run.cells.indexOf(kernelRow);
      return index < 0 ? null : { pointer: pointer!, offset: offset + index * rowBytes };
    };
  }

  /** Rows of the source between those that adjacent cells of the run read; negative if the window is reversed. */
  #rowDistance({ first, cells }: TapRun): number {
    if (cells.length < 2) return 0;
    const taps = this.#shape.rows.taps(first);
    return taps.find(({ cell }) => cell === cells[1])!.source - taps[0]!.source;
  }

  #newSums(output: number): Sums {
    const { registers } = this.#arithmetic;
    const sums = this.#free.pop() ?? Array.from({ length: registers }, () => this.#body.builder.local("v128"));
    this.#sums.set(output, sums);
    return sums;
  }

  #finish(output: number, last: Reach, lanes: number, origin: Origin): Statement {
    const sums = this.#sums.get(output)!;
    this.#sums.delete(output);
    this.#free.push(sums);
    return this.#arithmetic.finish(sums, last, this.#placesIn(output, origin), lanes);
  }

  /** Where a column of the outputs lies in all that is written. */
  #placesIn(output: number, origin: Origin): readonly Place[] {
    const offset = this.#pixelBytes * (output - origin.output);
    return this.#written.map((pointer) => ({ pointer, offset }));
  }
}

function placeOr(pointer: Local<"i32"> | undefined, offset: number): Place | null {
  return pointer === undefined ? null : { pointer, offset };
}

/** How far the source and output pointers have moved, in pixels. */
interface Origin {
  readonly source: number;
  readonly output: number;
}
