// Gradients by kernels: a matrix product whose terms are pixels, far more than it has rows and columns. Blocks of pixels are copied
// to where tiles read them in order; slices of the pixels have sums of their own, which are added at the end.

import { type I32, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import { type Kernel, type KernelBody, type KernelContext, type Operand, ScratchSpace } from "../kernel.js";
import { addressAt, allParts, forParts, LANES } from "./lanes.js";
import { forWholes } from "./partsOfUnits.js";
import { writeTotals } from "./reduce.js";
import { Strips } from "./strips.js";
import {
  addProducts,
  floatArithmetic,
  PANEL,
  rowTiles,
  startSums,
  storeSums,
  type TileRegisters,
  tileRegisters,
} from "./tile.js";

/** `y[cell, input, output]`: the sum over pixels of what the cell of the kernel sees there, times dy. */
export interface SumsOverPixels {
  /** Identifies what the cells see. */
  readonly key: string;
  readonly pixels: number;
  readonly cells: number;
  readonly inputs: number;
  readonly outputs: number;
  /** Numbers that a thread keeps aside, at the last address. Default: none. */
  readonly aside?: number;
}

/** Goes from pixel to pixel, for one cell of the kernel. */
export interface SeenPixels {
  start(firstPixel: I32, cell: I32): Statement;
  /** Sets `read` to the first number that the cell sees and copies, or clears if it sees padding; goes on to the next pixel. */
  next(read: Local<"i32">, copy: Statement, clear: Statement): Statement;
}

interface Sides {
  readonly x: Operand;
  readonly dy: Operand;
  readonly output: Operand;
}

/** Pixels in a block: long sums of float32 lose digits, and what tiles read must stay in the cache. */
const BLOCK = 256;
/** Inputs that are copied at a time: with a panel of dy they stay in the first-level cache. */
export const INPUTS_AT_A_TIME = 24;
/** Enough for threads to share. */
const MOST_UNITS = 16;

export function sumOverPixels(
  sums: SumsOverPixels,
  { x, dy, output }: Sides,
  { tileRows }: Pick<KernelContext, "tileRows">,
  seen: (body: KernelBody) => SeenPixels,
): readonly Kernel[] {
  const { key, pixels, cells, inputs, outputs, aside } = sums;
  const layout = layoutOf(sums, tileRows);
  const { slices, parts, left, right } = layout;
  const elements = cells * inputs * outputs;
  const scratch = new ScratchSpace();
  const ofSlices = slices === 1 ? output : scratch.take(slices * elements);
  const own = [left.length, right.length, aside ?? []].flat().map((length) => scratch.takeOwn(length));
  const kernel: Kernel = {
    key: `sums over pixels ${key} ${[pixels, cells, inputs, outputs]}`,
    operands: [x, dy, ofSlices, ...own],
    units: slices * parts,
    write: (body) => new SumWriter(sums, layout, body, seen(body)).write(),
  };
  return slices === 1 ? [kernel] : [kernel, sumOfSlices(slices, elements, [ofSlices, output])];
}

function sumOfSlices(slices: number, elements: number, operands: readonly Operand[]): Kernel {
  const table = { outer: 1, rows: slices, columns: elements };
  const term = ([value]: readonly V128[]): V128 => value!;
  const sum = { table, vectors: [], terms: [term], finish: term };
  return {
    key: `sum of slices ${slices}x${elements}`,
    operands,
    units: Math.ceil(elements / LANES),
    write: (body) => writeTotals(sum, slices, body),
  };
}

interface Layout {
  readonly slices: number;
  /** Pixels of all slices but the last. */
  readonly slicePixels: number;
  /** The inputs are copied in so many parts; the last may have fewer. */
  readonly parts: number;
  readonly partInputs: number;
  readonly left: Strips;
  readonly right: Strips;
}

function layoutOf({ pixels, cells, inputs, outputs }: SumsOverPixels, tileRows: number): Layout {
  const partInputs = Math.min(inputs, INPUTS_AT_A_TIME);
  const parts = Math.ceil(inputs / partInputs);
  const blocks = Math.max(1, Math.ceil(pixels / BLOCK));
  // To write and read the sums of slices must stay little beside reading the pixels.
  const cheap = Math.floor((pixels * (inputs + outputs)) / (4 * cells * inputs * outputs));
  const slices = Math.max(1, Math.min(blocks, cheap, Math.ceil(MOST_UNITS / parts)));
  const slicePixels = BLOCK * Math.ceil(blocks / slices);
  const panels = Array.from({ length: Math.ceil(outputs / PANEL) }, (_, panel) =>
    Math.min(PANEL, outputs - PANEL * panel),
  );
  return {
    slices: Math.max(1, Math.ceil(pixels / slicePixels)),
    slicePixels,
    parts,
    partInputs,
    left: stripsOf(partInputs, tileRows),
    right: new Strips(panels, BLOCK),
  };
}

/** A strip for each tile. */
function stripsOf(inputs: number, tileRows: number): Strips {
  const { main, tail } = rowTiles(inputs, tileRows);
  return new Strips([...Array.from({ length: main }, () => tileRows), ...tail], BLOCK);
}

type Counter = Local<"i32">;

interface Range {
  readonly from: I32;
  readonly to: I32;
}

class SumWriter {
  readonly #sums: SumsOverPixels;
  readonly #layout: Layout;
  readonly #body: KernelBody;
  readonly #seen: SeenPixels;
  readonly #registers: TileRegisters;
  readonly #slice: Counter;
  /** The block in work: its first pixel, and how many it has. */
  readonly #first: Counter;
  readonly #count: Counter;
  readonly #part: Counter;
  readonly #cell: Counter;
  /** Where the sums of the part and the cell are. */
  readonly #place: Counter;
  /** A pixel of the block, or a strip; where it is read, and where something is written. */
  readonly #index: Counter;
  readonly #read: Counter;
  readonly #written: Counter;

  constructor(sums: SumsOverPixels, layout: Layout, body: KernelBody, seen: SeenPixels) {
    this.#sums = sums;
    this.#layout = layout;
    this.#body = body;
    this.#seen = seen;
    this.#registers = tileRegisters(body.builder, body.target.tileRows);
    [this.#slice, this.#first, this.#count, this.#part, this.#cell] = counters(body.builder, 5);
    [this.#place, this.#index, this.#read, this.#written] = counters(body.builder, 4);
  }

  /** A unit is a part of the inputs in a slice; those of one slice share what is copied of dy. */
  write(): void {
    const { builder } = this.#body;
    const { parts, slicePixels } = this.#layout;
    const [start, end] = counters(builder, 2);
    const slice = (whole: I32, ofParts: Range): Statement =>
      sequence(
        this.#slice.set(whole),
        start.set(i32.multiply(whole, slicePixels)),
        end.set(i32.minimumUnsigned(this.#sums.pixels, i32.add(start, slicePixels))),
        this.#eachPart(ofParts, (inputs) => this.#clear(inputs)),
        forLoop(
          this.#first,
          { from: start, to: end, step: BLOCK },
          this.#count.set(i32.minimumUnsigned(BLOCK, i32.subtract(end, this.#first))),
          this.#copyRight(),
          this.#eachPart(ofParts, (inputs) => sequence(this.#copyLeft(inputs), this.#products(inputs))),
        ),
      );
    builder.emit(forWholes(this.#body, parts, slice));
  }

  /** For each part of the inputs, each cell. */
  #eachPart(range: Range, write: (inputs: number) => Statement): Statement {
    const { cells, inputs, outputs } = this.#sums;
    const { partInputs } = this.#layout;
    const ofSlice = addressAt(this.#body.addresses[2]!, this.#slice, 4 * cells * inputs * outputs);
    return forParts(this.#part, { ...range, length: inputs, part: partInputs }, (partLength) =>
      forLoop(
        this.#cell,
        { from: 0, to: cells, step: 1 },
        this.#place.set(
          addressAt(addressAt(ofSlice, this.#cell, 4 * inputs * outputs), this.#part, 4 * partInputs * outputs),
        ),
        write(partLength),
      ),
    );
  }

  #clear(inputs: number): Statement {
    const end = i32.add(this.#place, 4 * inputs * this.#sums.outputs);
    return forLoop(this.#read, { from: this.#place, to: end, step: 4 }, i32.store(this.#read, 0));
  }

  #copyRight(): Statement {
    const [, dy, , , own] = this.#body.addresses;
    const { right } = this.#layout;
    return this.#eachPixel(
      this.#read.set(addressAt(dy!, i32.add(this.#first, this.#index), 4 * this.#sums.outputs)),
      this.#copyTo(own!, right, this.#read),
    );
  }

  #copyLeft(inputs: number): Statement {
    const { addresses, target } = this.#body;
    const strips = stripsOf(inputs, target.tileRows);
    const toPart = this.#read.set(addressAt(this.#read, this.#part, 4 * this.#layout.partInputs));
    const copy = sequence(toPart, this.#copyTo(addresses[3]!, strips, this.#read));
    const clear = this.#copyTo(addresses[3]!, strips, null);
    return sequence(
      this.#seen.start(this.#first, this.#cell),
      this.#eachPixel(this.#seen.next(this.#read, copy, clear)),
    );
  }

  #eachPixel(...body: readonly Statement[]): Statement {
    return forLoop(this.#index, { from: 0, to: this.#count, step: 1 }, ...body);
  }

  #copyTo(own: I32, strips: Strips, read: Counter | null): Statement {
    return sequence(
      this.#written.set(addressAt(own, this.#index, strips.rowBytes)),
      strips.copyRow(this.#body.builder, read, this.#written),
    );
  }

  /** Adds the block's products to the sums: all tiles against a panel of dy, then against the next. */
  #products(inputs: number): Statement {
    const { builder, addresses, target } = this.#body;
    const { outputs } = this.#sums;
    const { right } = this.#layout;
    const strips = stripsOf(inputs, target.tileRows);
    const panel = builder.local("i32");
    const { alike } = strips;
    const [height = 0] = strips.widths;
    const tile = (rows: number, width: number): Statement =>
      sequence(
        this.#registers.b.set(addressAt(addresses[4]!, panel, right.stripBytes)),
        this.#tile(rows, width, strips.rowBytes),
        advance(this.#read, strips.stripBytes),
      );
    const panels = allParts(outputs, PANEL);
    return forParts(panel, panels, (width) =>
      sequence(
        this.#read.set(addresses[3]!),
        this.#written.set(addressAt(this.#place, panel, 4 * PANEL)),
        forLoop(this.#index, { from: 0, to: alike, step: 1 }, tile(height, width)),
        ...strips.widths.slice(alike).map((rows) => tile(rows, width)),
      ),
    );
  }

  /** Of the strip at `#read`: the block's own sums, which are then added to those at `#written`. */
  #tile(rows: number, width: number, rowBytes: number): Statement {
    const registers = this.#registers;
    const { outputs } = this.#sums;
    const shape = { rows, width, steps: this.#count };
    const output = { output: this.#written, y: this.#written, rowBytes: 4 * outputs };
    return sequence(
      registers.a.set(this.#read),
      startSums(registers, shape, () => v128.zero),
      addProducts(
        registers,
        shape,
        { row: 4, left: rowBytes, right: this.#layout.right.rowBytes },
        floatArithmetic(this.#body.target),
      ),
      storeSums(registers, shape, output, { residual: this.#written, activation: "none" }),
    );
  }
}
