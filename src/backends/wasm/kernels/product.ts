// Matrix products: B in panels of eight columns, tiles of sums in registers, and an epilogue.

import { type I32, i32, type Statement, v128 } from "../assembler/expression.js";
import { counters, forLoop, type Local, sequence, when } from "../assembler/function.js";
import type { Kernel, KernelBody, Operand } from "../kernel.js";
import { describeEpilogue, type Epilogue } from "./epilogue.js";
import { addressAt, forParts, loadLanes } from "./lanes.js";
import {
  addProducts,
  PANEL,
  rowTiles,
  startSums,
  storeSums,
  TILE_ROWS,
  type TileRegisters,
  type TileShape,
  tileRegisters,
} from "./tile.js";

interface Product {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Elements from a row of A to the next, and from a column to the next. */
  readonly a: { readonly row: number; readonly column: number };
  /** Elements from a panel of B to the next, and from a row to the next within one. */
  readonly b: { readonly panel: number; readonly row: number };
  /** The number of terms summed at a time, for accuracy and cache. Default: all. */
  readonly depthBlock?: number;
  readonly epilogue: Epilogue;
}

/** How packed weights lie: all rows of a panel one after the other. */
export function packedPanels(depth: number): Product["b"] {
  return { panel: depth * PANEL, row: PANEL };
}

/** Bytes of A in one round over the panels: with a panel they stay in the first-level cache. */
const CHUNK_BYTES = 12 * 1024;
/** With fewer rows than this, threads divide the columns. */
const MIN_ROWS_TO_DIVIDE = 256;

/** y = activation(A B + bias + residual); the operands are A, B, y, and what the epilogue adds. */
export function productKernel(product: Product, operands: readonly Operand[]): Kernel {
  const { rows, depth, columns, a, b, depthBlock = depth, epilogue } = product;
  const panels = Math.ceil(columns / PANEL);
  const { main, tail } = rowTiles(rows);
  const byRows = rows >= MIN_ROWS_TO_DIVIDE || panels < 2;
  return {
    key: `product ${rows}x${depth}/${depthBlock}x${columns} ${a.row},${a.column},${b.panel},${b.row}${describeEpilogue(epilogue)}`,
    operands,
    units: byRows ? main + Math.sign(tail.length) : panels,
    write: (body) => new ProductWriter(product, body).write(byRows),
  };
}

type Counter = Local<"i32">;

class ProductWriter {
  readonly #product: Product;
  readonly #body: KernelBody;
  readonly #registers: TileRegisters;
  readonly #main: number;
  readonly #tail: readonly number[];
  readonly #panels: number;
  /** The matrices; A and B move on from one block of the sum to the next. */
  readonly #a: Counter;
  readonly #b: Counter;
  readonly #y: Counter;
  readonly #bias: Counter | null;
  readonly #residual: Counter | null;
  /** Where the current panel and tile begin. */
  readonly #panel: Counter;
  readonly #panelStart: Counter;
  readonly #rowStart: Counter;
  readonly #output: Counter;

  constructor(product: Product, body: KernelBody) {
    this.#product = product;
    this.#body = body;
    const { main, tail } = rowTiles(product.rows);
    this.#main = main;
    this.#tail = tail;
    this.#panels = Math.ceil(product.columns / PANEL);
    this.#registers = tileRegisters(body.builder, TILE_ROWS);
    const [a, b, y, ...added] = body.addresses as [Counter, Counter, Counter, ...Counter[]];
    [this.#a, this.#b, this.#y] = [a, b, y];
    this.#bias = product.epilogue.bias ? added[0]! : null;
    this.#residual = product.epilogue.residual ? added[added.length - 1]! : null;
    [this.#panel, this.#panelStart, this.#rowStart, this.#output] = counters(body.builder, 4);
  }

  write(byRows: boolean): void {
    const { builder } = this.#body;
    const { depth, depthBlock = depth, a, b } = this.#product;
    const blocks = Math.ceil(depth / depthBlock);
    const next = sequence(
      this.#a.set(i32.add(this.#a, i32.constant(4 * depthBlock * a.column))),
      this.#b.set(i32.add(this.#b, i32.constant(4 * depthBlock * b.row))),
    );
    const whole = { depth: depthBlock, last: false };
    if (blocks > 1) builder.emit(this.#block(byRows, { ...whole, first: true }), next);
    if (blocks > 2) {
      const rounds = { from: i32.constant(1), to: i32.constant(blocks - 1), step: 1 };
      builder.emit(forLoop(builder.local("i32"), rounds, this.#block(byRows, { ...whole, first: false }), next));
    }
    builder.emit(this.#block(byRows, { depth: depth - (blocks - 1) * depthBlock, first: blocks === 1, last: true }));
  }

  /** All tiles of the call's share, over one block of the sum. */
  #block(byRows: boolean, block: SumBlock): Statement {
    const { from, to } = this.#body;
    const [zero, main, panels] = [i32.constant(0), i32.constant(this.#main), i32.constant(this.#panels)];
    const tiles =
      (chunk: I32, end: I32): PanelWriter =>
      (width) =>
        this.#tiles(chunk, end, { ...block, width });
    const tail: PanelWriter = (width) => this.#tailTiles({ ...block, width });
    const hasTail = this.#tail.length > 0;
    if (byRows) {
      const inMain = this.#chunks(from, i32.minimumUnsigned(to, main), (chunk, end) =>
        this.#overPanels(zero, panels, tiles(chunk, end)),
      );
      return hasTail
        ? sequence(inMain, when(i32.greaterSigned(to, main), this.#overPanels(zero, panels, tail)))
        : inMain;
    }
    const inMain = this.#chunks(zero, main, (chunk, end) => this.#overPanels(from, to, tiles(chunk, end)));
    return hasTail ? sequence(inMain, this.#overPanels(from, to, tail)) : inMain;
  }

  /** Divides a range of tiles, so that what one round over the panels touches stays in the cache. */
  #chunks(from: I32, to: I32, write: (chunk: I32, end: I32) => Statement): Statement {
    const { depth, depthBlock = depth } = this.#product;
    const length = Math.max(1, Math.floor(CHUNK_BYTES / (4 * TILE_ROWS * depthBlock)));
    const [chunk, end] = counters(this.#body.builder, 2);
    const setEnd = end.set(i32.minimumUnsigned(i32.add(chunk, i32.constant(length)), to));
    return forLoop(chunk, { from, to, step: length }, setEnd, write(chunk, end));
  }

  /** Every panel of a range; the last may be narrower. */
  #overPanels(from: I32, to: I32, write: PanelWriter): Statement {
    const { columns, b } = this.#product;
    const start = this.#panelStart.set(addressAt(this.#b, this.#panel, 4 * b.panel));
    return forParts(this.#panel, { from, to, length: columns, part: PANEL }, (width) => sequence(start, write(width)));
  }

  #tiles(from: I32, to: I32, block: PanelBlock): Statement {
    const tile = this.#tile({ ...block, rows: TILE_ROWS });
    const start = this.#startAt(i32.multiply(from, i32.constant(TILE_ROWS)));
    return sequence(start, forLoop(this.#body.builder.local("i32"), { from, to, step: 1 }, tile));
  }

  #tailTiles(block: PanelBlock): Statement {
    const start = this.#startAt(i32.constant(this.#main * TILE_ROWS));
    return sequence(start, ...this.#tail.map((rows) => this.#tile({ ...block, rows })));
  }

  #startAt(row: I32): Statement {
    const { a, columns } = this.#product;
    const column = i32.multiply(this.#panel, i32.constant(4 * PANEL));
    return sequence(
      this.#rowStart.set(addressAt(this.#a, row, 4 * a.row)),
      this.#output.set(i32.add(addressAt(this.#y, row, 4 * columns), column)),
    );
  }

  /** Writes one tile, then points at the rows of the next. */
  #tile(block: PanelBlock & { readonly rows: number }): Statement {
    const { a, b, columns } = this.#product;
    const { rows } = block;
    const registers = this.#registers;
    const steps = { row: 4 * a.row, left: 4 * a.column, right: 4 * b.row };
    return sequence(
      registers.a.set(this.#rowStart),
      registers.b.set(this.#panelStart),
      startSums(registers, block, (row, half, lanes) => this.#start(block, { row, half, lanes })),
      addProducts(registers, block, steps, this.#body.target),
      this.#store(block),
      this.#rowStart.set(i32.add(this.#rowStart, i32.constant(4 * rows * a.row))),
      this.#output.set(i32.add(this.#output, i32.constant(4 * rows * columns))),
    );
  }

  #start({ first }: PanelBlock, { row, half, lanes }: { row: number; half: number; lanes: number }) {
    if (!first) return loadLanes(this.#output, lanes, this.#offset(row, half));
    if (this.#bias === null) return v128.zero;
    return loadLanes(addressAt(this.#bias, this.#panel, 4 * PANEL), lanes, 16 * half);
  }

  #store(block: PanelBlock & { readonly rows: number }): Statement {
    const { columns, epilogue } = this.#product;
    const residual = block.last ? this.#residual : null;
    const into = { output: this.#output, y: this.#y, columns };
    return storeSums(this.#registers, block, into, { residual, activation: block.last ? epilogue.activation : "none" });
  }

  #offset(row: number, half: number): number {
    return 4 * row * this.#product.columns + 16 * half;
  }
}

/** A block of the terms of every sum. The first starts sums, the last finishes them. */
interface SumBlock {
  readonly depth: number;
  readonly first: boolean;
  readonly last: boolean;
}

type PanelBlock = SumBlock & Pick<TileShape, "width">;

type PanelWriter = (width: number) => Statement;
