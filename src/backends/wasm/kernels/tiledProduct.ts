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
  /** Identifies what the code does, and all distances in A and B that it has to know. */
  readonly key: string;
  /** Whether it knows no distance of A's rows, which lie without gaps: each row of a tile has its own pointer. Default: false */
  readonly rowPointers?: boolean;
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
  /** From a row of y to the next. */
  readonly rowBytes: Integer;
}

/** What the tiles of a product do. */
export interface Tiles {
  readonly arithmetic: Arithmetic;
  /** One vector of a row of sums, before anything is added. */
  start(row: number, half: number, lanes: number): V128;
  /** Finishes the sums and stores them; the place of the output goes on to the row below. */
  store(shape: TileShape): Statement;
  /** Puts rows of A, a round's at most, to where they are read; null if that is where they are. */
  readonly gathered: { readonly address: I32; gather(first: Integer, count: Integer): Statement } | null;
}

type TilesOf = (body: KernelBody, place: TilePlace) => Tiles;

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
export function tiledKernel(product: TiledProduct, operands: readonly Operand[], tilesOf: TilesOf): Kernel {
  const { key, rows, columns, tileRows, steps, a, b, elementBytes } = product;
  const panels = Math.ceil(columns / PANEL);
  const { main, tail } = rowTiles(rows, tileRows);
  const byRows = dividesRows(product);
  return {
    key: `${key} ${[byRows, columns % PANEL, main > 0, tail]}`,
    operands,
    numbers: [main, panels, tilesInRound(product), steps, a.row, b.panel, elementBytes * columns],
    units: byRows ? main + Math.sign(tail.length) : panels,
    write: (body) => body.builder.emit(writeTiles(product, body, tilesOf)),
  };
}

type Counter = Local<"i32">;
type Numbers = readonly [Counter, Counter, Counter, Counter, Counter, Counter, Counter];

/** All tiles of the call's share. */
function writeTiles(product: TiledProduct, body: KernelBody, tilesOf: TilesOf): Statement {
  const { rows, columns, tileRows, a, b, elementBytes, rowPointers } = product;
  const { builder, from, to } = body;
  const [left, right, y] = body.addresses as [Counter, Counter, Counter];
  const [main, panels, round, steps, aRow, bPanel, yRow] = body.numbers as Numbers;
  const [panel, panelStart, output, rowStart, first, end, index] = counters(builder, 7);
  const registers = tileRegisters(builder, Math.min(rows, tileRows));
  const { arithmetic, start, store, gathered } = tilesOf(body, {
    registers,
    panel,
    panelStart,
    output,
    rowBytes: yRow,
  });
  const heights = rowTiles(rows, tileRows);
  const byRows = dividesRows(product);

  /** One tile; then points at the rows of the next. */
  const tile = (height: number, width: number): Statement => {
    const shape = { rows: height, width, steps };
    const distances = { row: rowPointers ? aRow : a.row, panel: b.row, left: a.step, right: b.step };
    return sequence(
      registers.a.set(rowStart),
      registers.b.set(panelStart),
      startSums(registers, shape, start),
      addProducts(registers, shape, distances, arithmetic),
      store(shape),
      advance(panelStart, height * (b.row ?? 0)),
      rowPointers ? rowStart.set(registers.a) : advance(rowStart, height * a.row),
    );
  };
  /** Some rows against every panel of the call; the last may be narrower. */
  const overPanels = (row: I32, count: Integer, write: (width: number) => Statement): Statement => {
    const range = byRows ? { from: 0, to: panels } : { from, to };
    const each = forParts(panel, { ...range, length: columns, part: PANEL, last: i32.subtract(panels, 1) }, (width) =>
      sequence(
        panelStart.set(addressAt(addressAt(right, row, b.row ?? 0), panel, bPanel)),
        rowStart.set(gathered?.address ?? addressAt(left, row, aRow)),
        output.set(addressAt(addressAt(y, row, yRow), panel, elementBytes * PANEL)),
        write(width),
      ),
    );
    return gathered === null ? each : sequence(gathered.gather(row, count), each);
  };
  // Whole tiles go in rounds, so that what one round over the panels touches stays in the cache.
  const tiles = byRows ? { from, to: i32.minimumUnsigned(to, main) } : { from: 0, to: main };
  const rounds = (): Statement =>
    forLoop(
      first,
      { ...tiles, step: round },
      end.set(i32.minimumUnsigned(i32.add(first, round), tiles.to)),
      overPanels(i32.multiply(first, tileRows), i32.multiply(i32.subtract(end, first), tileRows), (width) =>
        forLoop(index, { from: first, to: end, step: 1 }, tile(tileRows, width)),
      ),
    );
  const tail = (): Statement =>
    overPanels(i32.multiply(main, tileRows), rows - heights.main * tileRows, (width) =>
      sequence(...heights.tail.map((height) => tile(height, width))),
    );
  return sequence(
    ...(heights.main > 0 ? [rounds()] : []),
    ...(heights.tail.length > 0 ? [byRows ? when(i32.greaterSigned(to, main), tail()) : tail()] : []),
  );
}
