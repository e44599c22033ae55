// Depthwise convolution of four channels at a time: the walk goes along a row of pixels, and each pixel is loaded once
// and given to all its outputs.

import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import type { Shape } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { f32x4, type I32, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { counters, forLoop, type Local, sequence, when } from "../assembler/function.js";
import { type Kernel, type KernelBody, type Operand, type Served, servePartly } from "../kernel.js";
import { activationRules, describeEpilogue, type Epilogue, readEpilogue } from "./epilogue.js";
import { addressAt, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";
import { forwardTaps, type TapAxis, type TapRun, tapRuns, type Visit, type Walk, walk } from "./taps.js";

export interface Depthwise {
  /** What is read and what is written: `[batch, height, width, channels]`. */
  readonly source: Shape;
  readonly output: Shape;
  readonly kernel: Shape;
  readonly rows: TapAxis;
  readonly columns: TapAxis;
  readonly epilogue: Epilogue;
}

function depthwise(step: SumStep<Window2d>): Served | null {
  const {
    attributes: window,
    inputs: [x, kernel],
    output,
  } = step;
  const { epilogue, operands } = readEpilogue(step);
  const axis = (of: 0 | 1) =>
    forwardTaps(window, of, { input: x.shape[1 + of]!, output: output.shape[1 + of]!, cells: kernel.shape[of]! });
  const shapes = { source: x.shape, output: output.shape, kernel: kernel.shape };
  return rowsOf({ ...shapes, rows: axis(0), columns: axis(1), epilogue }, [x, kernel, output, ...operands]);
}

export const PLAIN = "more than one output a channel, and places that no window holds: no model of linnet has them";

export const depthwiseConv2d = servePartly(depthwiseConv2dOp, PLAIN, {
  depthwise: (step) => depthwise(plainSum(step)),
});
export const depthwiseConv2dFused = servePartly(depthwiseConv2dFusedOp, PLAIN, {
  depthwise: (step) => depthwise(fusedSum(step)),
});
export function rowsOf(depthwise: Depthwise, operands: readonly Operand[]): Served | null {
  const { kernel, output, rows, columns } = depthwise;
  const everyReads = [rows, columns].every((axis) => tapRuns(axis).every(({ cells }) => cells.length > 0));
  if (kernel[3] !== 1 || !everyReads) return null;
  const made: Kernel = {
    key: keyOf(depthwise),
    operands,
    units: output[0]! * output[1]!,
    write: (body) => new DepthwiseWriter(depthwise, body, { rowsApart: false }).write(),
  };
  return { kernels: [made] };
}

/**
 * One row of outputs, from rows of the source that need not be adjacent: the operands are an address for each row of
 * the kernel, the kernel, the row to write, and the bias.
 */
export function depthwiseRow(depthwise: Depthwise): Kernel {
  return {
    key: `row of ${keyOf(depthwise)}`,
    operands: [],
    addressCount: depthwise.kernel[0]! + 2 + Number(depthwise.epilogue.bias),
    units: 1,
    write: (body) => new DepthwiseWriter(depthwise, body, { rowsApart: true }).writeRow(),
  };
}

function keyOf({ source, output, kernel, rows, columns, epilogue }: Depthwise): string {
  const pattern = [rows, columns].map(
    (axis) => `${axis.period}/${axis.advance}:${axis.taps(0).map(({ cell, source }) => [cell, source])}`,
  );
  return `depthwise ${source} ${output} ${kernel} ${pattern.join(" ")}${describeEpilogue(epilogue)}`;
}

/** This many weights stay in registers along the row; if there are more, they are loaded where they are used. */
const MAX_KEPT_WEIGHTS = 9;

class DepthwiseWriter {
  readonly #depthwise: Depthwise;
  readonly #body: KernelBody;
  readonly #channels: number;
  readonly #walk: Walk;
  readonly #weights: readonly Local<"v128">[];
  readonly #pixel: Local<"v128">;
  /** Sums of the unfinished outputs, by the output's number. */
  readonly #sums = new Map<number, Local<"v128">>();
  readonly #free: Local<"v128">[] = [];
  readonly #unit: Local<"i32">;
  readonly #group: Local<"i32">;
  readonly #addresses: Addresses;
  /** Where the row's channels begin, in each source row with its own address. */
  readonly #sources: readonly Local<"i32">[];
  /** The same in the output, in the residual, in the kernel, in the bias. */
  readonly #out: Local<"i32">;
  readonly #residual: Local<"i32">;
  readonly #kernel: Local<"i32">;
  readonly #bias: Local<"i32">;

  constructor(depthwise: Depthwise, body: KernelBody, { rowsApart }: { readonly rowsApart: boolean }) {
    this.#depthwise = depthwise;
    this.#body = body;
    this.#channels = depthwise.output[3]!;
    this.#walk = walk(depthwise.columns);
    const cells = depthwise.kernel[0]! * depthwise.kernel[1]!;
    const kept = cells <= MAX_KEPT_WEIGHTS ? cells : 0;
    this.#weights = Array.from({ length: kept }, () => body.builder.local("v128"));
    this.#pixel = body.builder.local("v128");
    const sources = rowsApart ? depthwise.kernel[0]! : 1;
    const [kernel, y, ...added] = body.addresses.slice(sources) as [Local<"i32">, Local<"i32">, ...Local<"i32">[]];
    this.#addresses = { sources: body.addresses.slice(0, sources), kernel, y, added };
    this.#sources = this.#addresses.sources.map(() => body.builder.local("i32"));
    [this.#unit, this.#group, this.#out, this.#residual, this.#kernel, this.#bias] = counters(body.builder, 6);
  }

  /** The only row, all of whose sources are there. */
  writeRow(): void {
    const cells = Array.from({ length: this.#depthwise.kernel[0]! }, (_, cell) => cell);
    const run: TapRun = { first: 0, count: 1, cells, source: 0 };
    this.#body.builder.emit(this.#overChannels(i32.constant(0), (lanes) => this.#row(run, lanes)));
  }

  /** Every row of the call's share; rows at the borders meet fewer rows of the kernel, and have their own code. */
  write(): void {
    const { builder, from, to } = this.#body;
    const { output, rows } = this.#depthwise;
    const row = builder.local("i32");
    builder.emit(
      forLoop(
        this.#unit,
        { from, to, step: 1 },
        row.set(i32.remainderUnsigned(this.#unit, i32.constant(output[1]!))),
        ...tapRuns(rows).map((run) => this.#rowsLike(run, row)),
      ),
    );
  }

  #rowsLike(run: TapRun, row: I32): Statement {
    const { output, rows, source } = this.#depthwise;
    const steps = i32.divideUnsigned(i32.subtract(row, i32.constant(run.first)), i32.constant(rows.period));
    const phase = i32.equal(
      i32.remainderUnsigned(row, i32.constant(rows.period)),
      i32.constant(run.first % rows.period),
    );
    const end = run.first + (run.count - 1) * rows.period;
    const within = i32.lessUnsigned(i32.subtract(row, i32.constant(run.first)), i32.constant(end - run.first + 1));
    const picture = i32.divideUnsigned(this.#unit, i32.constant(output[1]!));
    const sourceRow = i32.add(
      i32.multiply(picture, i32.constant(source[1]!)),
      i32.add(i32.multiply(steps, i32.constant(rows.advance)), i32.constant(run.source)),
    );
    const start = this.#body.builder.local("i32");
    return when(
      rows.period === 1 ? within : i32.and(phase, within),
      start.set(sourceRow),
      this.#overChannels(start, (lanes) => this.#row(run, lanes)),
    );
  }

  #overChannels(sourceRow: I32, write: (lanes: number) => Statement): Statement {
    const { epilogue, output, source } = this.#depthwise;
    const { sources, kernel, y, added } = this.#addresses;
    const at = (base: I32, row: I32, width: number): I32 =>
      i32.add(addressAt(base, row, 4 * width * this.#channels), i32.multiply(this.#group, i32.constant(4 * LANES)));
    const zero = i32.constant(0);
    const groups = i32.constant(Math.ceil(this.#channels / LANES));
    return forParts(this.#group, { from: zero, to: groups, length: this.#channels, part: LANES }, (lanes) =>
      sequence(
        ...this.#sources.map((pointer, index) => pointer.set(at(sources[index]!, sourceRow, source[2]!))),
        this.#out.set(at(y, this.#unit, output[2]!)),
        this.#kernel.set(at(kernel, zero, 0)),
        ...(epilogue.bias ? [this.#bias.set(at(added[0]!, zero, 0))] : []),
        ...(epilogue.residual ? [this.#residual.set(at(added[added.length - 1]!, this.#unit, output[2]!))] : []),
        ...this.#weights.map((weight, cell) => weight.set(this.#loadWeight(cell, lanes))),
        write(lanes),
      ),
    );
  }

  /** A row of outputs: the pixels before the pattern repeats, the rounds of the pattern, the pixels after. */
  #row(run: TapRun, lanes: number): Statement {
    const { columns } = this.#depthwise;
    const { before, round, rounds, after } = this.#walk;
    const origin = { source: 0, output: 0 };
    const pieces = [...before.map((visit) => this.#visit(visit, run, lanes, origin))];
    if (rounds > 0) pieces.push(this.#rounds(round, rounds, run, lanes));
    const moved = { source: rounds * columns.advance, output: rounds * columns.period };
    return sequence(...pieces, ...after.map((visit) => this.#visit(visit, run, lanes, moved)));
  }

  #rounds(round: readonly Visit[], rounds: number, run: TapRun, lanes: number): Statement {
    const { columns, epilogue } = this.#depthwise;
    const origin = { source: 0, output: 0 };
    // Sums that a round takes over from the one before must be where that one's successors will be.
    const taken = new Map(this.#sums);
    const body = round.map((visit) => this.#visit(visit, run, lanes, origin));
    const handed = [...this.#sums].map(([output, sum]) => ({ sum, place: taken.get(output - columns.period)! }));
    const moves = orderMoves(handed, () => this.#body.builder.local("v128"));
    const forward = (pointer: Local<"i32">, pixels: number): Statement =>
      pointer.set(i32.add(pointer, i32.constant(4 * pixels * this.#channels)));
    const loop = forLoop(
      this.#body.builder.local("i32"),
      { from: i32.constant(0), to: i32.constant(rounds), step: 1 },
      ...body,
      ...moves,
      ...this.#sources.map((pointer) => forward(pointer, columns.advance)),
      forward(this.#out, columns.period),
      ...(epilogue.residual ? [forward(this.#residual, columns.period)] : []),
    );
    // After the last round the same registers stand for outputs that are `rounds` periods further on.
    const places = [...this.#sums.keys()].map(
      (output) => [output + (rounds - 1) * columns.period, taken.get(output - columns.period)!] as const,
    );
    for (const sum of this.#sums.values()) if (!places.some(([, place]) => place === sum)) this.#free.push(sum);
    this.#sums.clear();
    for (const [output, place] of places) this.#sums.set(output, place);
    return loop;
  }

  /** Loads one pixel of each row that the run reads, and adds it to the unfinished outputs. */
  #visit({ source, uses }: Visit, run: TapRun, lanes: number, origin: Origin): Statement {
    const { source: shape, kernel } = this.#depthwise;
    const statements: Statement[] = [];
    if (uses.length === 0) return sequence();
    const together = this.#sources.length === 1;
    const rowDistance = together && run.cells.length > 1 ? this.#rowDistance(run) : 0;
    run.cells.forEach((kernelRow, index) => {
      const offset = 4 * this.#channels * (index * rowDistance * shape[2]! + source - origin.source);
      const pointer = this.#sources[together ? 0 : kernelRow]!;
      statements.push(this.#pixel.set(this.#load(pointer, lanes, offset)));
      for (const { output, cell } of uses) {
        const sum = this.#sumOf(output, lanes, statements);
        const weight = this.#weight(kernelRow * kernel[1]! + cell, lanes);
        statements.push(sum.set(this.#body.target.multiplyAdd(this.#pixel, weight, sum)));
      }
    });
    for (const { output, last } of uses) if (last) statements.push(this.#finish(output, lanes, origin));
    return sequence(...statements);
  }

  /** Rows of the source between those that adjacent cells of the run read; negative if the window is reversed. */
  #rowDistance({ first, cells }: TapRun): number {
    const taps = this.#depthwise.rows.taps(first);
    return taps.find(({ cell }) => cell === cells[1])!.source - taps[0]!.source;
  }

  #sumOf(output: number, lanes: number, statements: Statement[]): Local<"v128"> {
    const known = this.#sums.get(output);
    if (known !== undefined) return known;
    const sum = this.#free.pop() ?? this.#body.builder.local("v128");
    this.#sums.set(output, sum);
    statements.push(sum.set(this.#depthwise.epilogue.bias ? loadLanes(this.#bias, lanes) : v128.zero));
    return sum;
  }

  #finish(output: number, lanes: number, origin: Origin): Statement {
    const { epilogue } = this.#depthwise;
    const sum = this.#sums.get(output)!;
    this.#sums.delete(output);
    this.#free.push(sum);
    const offset = 4 * this.#channels * (output - origin.output);
    const total = epilogue.residual ? f32x4.add(sum, this.#load(this.#residual, lanes, offset)) : sum;
    const address = offset < 0 ? i32.add(this.#out, i32.constant(offset)) : this.#out;
    return sequence(
      sum.set(activationRules[epilogue.activation](total)),
      storeLanes(address, sum, lanes, Math.max(offset, 0)),
    );
  }

  #weight(cell: number, lanes: number): V128 {
    return this.#weights[cell] ?? this.#loadWeight(cell, lanes);
  }

  #loadWeight(cell: number, lanes: number): V128 {
    return loadLanes(this.#kernel, lanes, 4 * cell * this.#channels);
  }

  #load(base: Local<"i32">, lanes: number, offset: number): V128 {
    return offset < 0 ? loadLanes(i32.add(base, i32.constant(offset)), lanes) : loadLanes(base, lanes, offset);
  }
}

interface Addresses {
  /** Of the whole source, or of each row that a row of the kernel meets. */
  readonly sources: readonly Local<"i32">[];
  readonly kernel: Local<"i32">;
  readonly y: Local<"i32">;
  readonly added: readonly Local<"i32">[];
}

/** How far the source and output pointers have moved, in pixels. */
interface Origin {
  readonly source: number;
  readonly output: number;
}

/** Orders simultaneous moves: through spare registers if one would overwrite another's source. */
function orderMoves(
  moves: readonly { readonly sum: Local<"v128">; readonly place: Local<"v128"> }[],
  spare: () => Local<"v128">,
): Statement[] {
  const real = moves.filter(({ sum, place }) => sum !== place);
  const statements: Statement[] = [];
  const pending = [...real];
  while (pending.length > 0) {
    const free = pending.findIndex(({ place }) => !pending.some(({ sum }) => sum === place));
    if (free >= 0) {
      const [{ sum, place }] = pending.splice(free, 1) as [(typeof real)[number]];
      statements.push(place.set(sum));
      continue;
    }
    // A circle: one of the sources goes to a spare register.
    const { sum } = pending[0]!;
    const aside = spare();
    statements.push(aside.set(sum));
    pending.forEach((move, index) => {
      if (move.sum === sum) pending[index] = { sum: aside, place: move.place };
    });
  }
  return statements;
}
