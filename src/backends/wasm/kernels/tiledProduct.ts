// The way of every matrix product over its tiles: rounds over the panels of B, for as many rows of A as stay in the cache.

import { type I32, type Integer, i32, type Statement, type V128 } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence, when } from "../assembler/function.js";
import type { Kernel, KernelBody, Operand } from "../kernel.js";
import { addressAt, forParts } from "./lanes.js";
import {
  type Arithmetic,
  addProducts,
  PANEL,
  rowTiles,
  startSums,
  type TileRegisters,
  type TileShape,
  tileRegisters,
} from "./tile.js";

export interface TiledProduct {
  /** Identifies the code. */
  readonly key: string;
  readonly rows: number;
  readonly columns: number;
  /** Rows of a whole tile. */
  readonly tileRows: number;
  /** Of every sum. */
  readonly steps: number;
  /** Bytes from a row of A to the next, and from a step to the next. */
  readonly a: { readonly row: number; readonly step: number };
  /** Bytes from a panel of B to the next, and from a step to the next within one; also from row to row if each has its own. */
  readonly b: { readonly panel: number; readonly step: number; readonly row?: number };
  /** Bytes of an element of y. */
  readonly elementBytes: number;
}

/** Where the tile in work stands. */
export interface TilePlace {
  readonly registers: TileRegisters;
  /** The panel's number, and its address. */
  readonly panel: Local<"i32">;
  readonly panelStart: Local<"i32">;
  /** Where the first sum goes. */
  readonly output: Local<"i32">;
}

/** What the tiles of a product do. */
export interface Tiles {
  readonly arithmetic: Arithmetic;
  /** One vector of a row of sums, before anything is added. */
  start(row: number, half: number, lanes: number): V128;
  /** Finishes the sums and stores them. */
  store(shape: TileShape): Statement;
  /** Puts rows of A, a round's at most, to where they are read; null if that is where they are. */
  readonly gathered: { readonly address: I32; gather(first: Integer, count: Integer): Statement } | null;
}

/**
 * Kilobytes of A in one round over the panels: with a panel they stay in the first-level cache. Where there are few rows it is the
 * panels that come from far away, and each comes once or twice if A stays in the second-level cache.
 */
const ROUND = { ofMany: 12, ofFew: 96 };
/** With fewer rows than this, threads divide the columns. */
const MIN_ROWS_TO_DIVIDE = 256;

function tilesInRound({ rows, tileRows, steps, elementBytes }: TiledProduct): number {
  // Rows of bytes are gathered, so theirs is never far.
  const kilobytes = rows < MIN_ROWS_TO_DIVIDE && elementBytes > 1 ? ROUND.ofFew : ROUND.ofMany;
  return Math.max(1, Math.floor((256 * kilobytes) / (tileRows * steps)));
}

/** The most rows that a round or the tail has. */
export function rowsInRound(product: TiledProduct): number {
  return product.tileRows * Math.max(2, tilesInRound(product));
}

/** Whether threads divide the rows, a tile a unit, and not the panels. */
export function dividesRows({ rows, columns }: TiledProduct): boolean {
  return rows >= MIN_ROWS_TO_DIVIDE || columns <= PANEL;
}

/** The first operands are A, B and y. */
export function tiledKernel(
  product: TiledProduct,
  operands: readonly Operand[],
  tilesOf: (body: KernelBody, place: TilePlace) => Tiles,
): Kernel {
  const { key, rows, columns, tileRows } = product;
  const panels = Math.ceil(columns / PANEL);
  const { main, tail } = rowTiles(rows, tileRows);
  const byRows = dividesRows(product);
  return {
    key,
    operands,
    units: byRows ? main + Math.sign(tail.length) : panels,
    write: (body) => body.builder.emit(new ProductWriter(product, body, tilesOf).allTiles(byRows)),
  };
}

type Counter = Local<"i32">;

class ProductWriter {
  readonly #product: TiledProduct;
  readonly #body: KernelBody;
  readonly #tiles: Tiles;
  readonly #place: TilePlace;
  readonly #main: number;
  readonly #tail: readonly number[];
  /** The matrices. */
  readonly #a: Counter;
  readonly #b: Counter;
  readonly #y: Counter;
  readonly #rowStart: Counter;

  constructor(product: TiledProduct, body: KernelBody, tilesOf: (body: KernelBody, place: TilePlace) => Tiles) {
    this.#product = product;
    this.#body = body;
    const { main, tail } = rowTiles(product.rows, product.tileRows);
    this.#main = main;
    this.#tail = tail;
    const registers = tileRegisters(body.builder, Math.min(product.rows, product.tileRows));
    const [panel, panelStart, output, rowStart] = counters(body.builder, 4);
    [this.#a, this.#b, this.#y] = body.addresses as [Counter, Counter, Counter];
    this.#rowStart = rowStart;
    this.#place = { registers, panel, panelStart, output };
    this.#tiles = tilesOf(body, this.#place);
  }

  /** All tiles of the call's share. */
  allTiles(byRows: boolean): Statement {
    const { from, to } = this.#body;
    const { tileRows, columns, steps } = this.#product;
    const main = this.#main;
    const all = { from: 0, to: Math.ceil(columns / PANEL) };
    const panels = byRows ? all : { from, to };
    const tiles = byRows ? { from, to: i32.minimumUnsigned(to, main) } : { from: all.from, to: main };
    const rounds = (): Statement =>
      this.#rounds(tiles, (first, end) => {
        const count = i32.multiply(i32.subtract(end, first), tileRows);
        const whole = (width: number): Statement => this.#tile({ rows: tileRows, width, steps });
        return this.#overPanels(panels, { first: i32.multiply(first, tileRows), count }, (width) =>
          forLoop(this.#body.builder.local("i32"), { from: first, to: end, step: 1 }, whole(width)),
        );
      });
    const inMain = main > 0 ? [rounds()] : [];
    if (this.#tail.length === 0) return sequence(...inMain);
    const count = this.#tail.reduce((total, rows) => total + rows, 0);
    const rest = { first: main * tileRows, count };
    const tail = this.#overPanels(panels, rest, (width) =>
      sequence(...this.#tail.map((rows) => this.#tile({ rows, width, steps }))),
    );
    return sequence(...inMain, byRows ? when(i32.greaterSigned(to, main), tail) : tail);
  }

  /** Divides a range of tiles, so that what one round over the panels touches stays in the cache. */
  #rounds({ from, to }: Range, write: (first: I32, end: I32) => Statement): Statement {
    const length = tilesInRound(this.#product);
    const [first, end] = counters(this.#body.builder, 2);
    const setEnd = end.set(i32.minimumUnsigned(i32.add(first, length), to));
    return forLoop(first, { from, to, step: length }, setEnd, write(first, end));
  }

  /** Some rows against every panel of a range; the last may be narrower. */
  #overPanels(
    panels: Range,
    { first, count }: { readonly first: Integer; readonly count: Integer },
    write: (width: number) => Statement,
  ): Statement {
    const { columns, a, b, elementBytes } = this.#product;
    const { panel, panelStart, output } = this.#place;
    const { gathered } = this.#tiles;
    const start = sequence(
      panelStart.set(addressAt(addressAt(this.#b, first, b.row ?? 0), panel, b.panel)),
      this.#rowStart.set(gathered?.address ?? addressAt(this.#a, first, a.row)),
      output.set(addressAt(addressAt(this.#y, first, elementBytes * columns), panel, elementBytes * PANEL)),
    );
    const all = forParts(panel, { ...panels, length: columns, part: PANEL }, (width) => sequence(start, write(width)));
    return gathered === null ? all : sequence(gathered.gather(first, count), all);
  }

  /** Writes one tile, then points at the rows of the next. */
  #tile(shape: TileShape): Statement {
    const { a, b, columns, elementBytes } = this.#product;
    const { registers, panelStart, output } = this.#place;
    const { arithmetic, start, store } = this.#tiles;
    return sequence(
      registers.a.set(this.#rowStart),
      registers.b.set(panelStart),
      startSums(registers, shape, start),
      addProducts(registers, shape, { row: a.row, panel: b.row, left: a.step, right: b.step }, arithmetic),
      store(shape),
      advance(panelStart, shape.rows * (b.row ?? 0)),
      advance(this.#rowStart, shape.rows * a.row),
      advance(output, elementBytes * shape.rows * columns),
    );
  }
}

interface Range {
  readonly from: Integer;
  readonly to: Integer;
}
