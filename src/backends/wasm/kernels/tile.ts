// The register tile of all matrix products: a few rows by eight columns of sums, which never leave the registers.

import type { Activation } from "../../../tensor/tensor.js";
import { f32x4, type I32, type Integer, i32, type Statement, type V128, v128 } from "../assembler/expression.js";
import { advance, type FunctionBuilder, type Local, repeatWhile, sequence } from "../assembler/function.js";
import type { Target } from "../kernel.js";
import { activationRules } from "./epilogue.js";
import { addressAt, LANES, loadLanes, storeLanes } from "./lanes.js";

/** Columns of a tile, and of a panel of packed weights: two vectors. */
export const PANEL = 8;

/** How the steps of a sum are made: a step adds one term of floats, or several of shorter numbers. */
export interface Arithmetic {
  /** What a row of A has for a step, in every lane. */
  left(address: I32, offset: number): V128;
  /** What some columns of B, 1 to 4, have for it. */
  right(address: I32, lanes: number, offset: number): V128;
  add(left: V128, right: V128, sum: V128): V128;
}

export function floatArithmetic({ multiplyAdd }: Target): Arithmetic {
  return { left: v128.loadSplat, right: loadLanes, add: multiplyAdd };
}

/** The locals that the tiles of a kernel share. `a` and `b` point at what is read, `upper` at rows of A, and `end` is where `b` stops. */
export interface TileRegisters {
  readonly sums: readonly (readonly [Local<"v128">, Local<"v128">])[];
  readonly left: Local<"v128">;
  readonly right: readonly [Local<"v128">, Local<"v128">];
  readonly a: Local<"i32">;
  readonly b: Local<"i32">;
  readonly end: Local<"i32">;
  readonly upper: readonly Local<"i32">[];
}

export function tileRegisters(builder: FunctionBuilder, rows: number): TileRegisters {
  const vector = (): Local<"v128"> => builder.local("v128");
  const address = (): Local<"i32"> => builder.local("i32");
  return {
    sums: Array.from({ length: rows }, () => [vector(), vector()] as const),
    left: vector(),
    right: [vector(), vector()],
    a: address(),
    b: address(),
    end: address(),
    upper: Array.from({ length: rows - 1 }, address),
  };
}

export interface TileShape {
  readonly rows: number;
  /** Columns, 1 to 8. */
  readonly width: number;
  /** How many steps are added to the sums, at least one. */
  readonly steps: Integer;
}

/** Distances in bytes: from a row of A, or of B's panels, to the next, and from a step to the next. Rows have A or B in common. */
interface TileDistances {
  readonly row: Integer;
  readonly panel?: number | undefined;
  readonly left: number;
  readonly right: number;
}

/**
 * `sums[row] += A[row, k] * B[k]` for all k; `b` ends up behind the last terms, and `a`, if each row has its own pointer, at the row
 * below the tile.
 *
 * One step a round: V8 moves all loads of a block before its arithmetic, so two rounds in one block need more registers than
 * there are, and run at two thirds of the speed.
 */
export function addProducts(
  registers: TileRegisters,
  shape: TileShape,
  distances: TileDistances,
  arithmetic: Arithmetic,
): Statement {
  const { sums, left, right, a, b, end } = registers;
  const { row: toRow, panel = 0 } = distances;
  const columns = lanesOf(shape.width);
  const upper = typeof toRow === "number" ? [] : registers.upper.slice(0, shape.rows - 1);
  const pointers = [...upper, a];
  const leftOf = (row: number): V128 =>
    typeof toRow === "number" ? arithmetic.left(a, row * toRow) : arithmetic.left(pointers[row]!, 0);
  const rights = (row: number): Statement[] =>
    columns.map((lanes, half) => right[half]!.set(arithmetic.right(b, lanes, row * panel + 16 * half)));
  return sequence(
    end.set(addressAt(b, shape.steps, distances.right)),
    ...upper.map((pointer) => sequence(pointer.set(a), advance(a, toRow))),
    repeatWhile(
      i32.lessUnsigned(b, end),
      ...sums
        .slice(0, shape.rows)
        .flatMap((row, index) => [
          ...(index === 0 || panel > 0 ? rights(index) : []),
          ...(index === 0 || toRow !== 0 ? [left.set(leftOf(index))] : []),
          ...columns.map((_, half) => row[half]!.set(arithmetic.add(left, right[half]!, row[half]!))),
        ]),
      ...pointers.map((pointer) => advance(pointer, distances.left)),
      advance(b, distances.right),
    ),
  );
}

/** How many lanes each vector of a tile's row uses. */
export function lanesOf(width: number): readonly number[] {
  return width > LANES ? [LANES, width - LANES] : [width];
}

/** Tiles of `height` rows from the top on, and a tail of lower ones, none of a few rows if that can be. */
export function rowTiles(rows: number, height: number): { readonly main: number; readonly tail: readonly number[] } {
  const rest = rows % height;
  const full = (rows - rest) / height;
  if (rest === 0) return { main: full, tail: [] };
  if (full === 0 || rest > height / 2) return { main: full, tail: [rest] };
  const half = Math.ceil((height + rest) / 2);
  return { main: full - 1, tail: [half, height + rest - half] };
}

/** The vectors of a row of sums, before anything is added. */
type RowStart = (row: number, half: number, lanes: number) => V128;

export function startSums({ sums }: TileRegisters, { rows, width }: TileShape, start: RowStart): Statement {
  const columns = lanesOf(width);
  return sequence(
    ...sums
      .slice(0, rows)
      .flatMap((row, index) => columns.map((lanes, half) => row[half]!.set(start(index, half, lanes)))),
  );
}

/** Where a tile's sums go: the first of them to `output`, which lies in `y`; rows are `rowBytes` apart. */
interface TileOutput {
  readonly output: Local<"i32">;
  readonly y: I32;
  readonly rowBytes: Integer;
}

interface Finish {
  /** A tensor of y's shape, added at the same place. */
  readonly residual: I32 | null;
  readonly activation: Activation;
}

/** Adds the residual, applies the activation, and stores every sum; `output` goes on to the row below the tile. */
export function storeSums(
  { sums, b: addend }: TileRegisters,
  { rows, width }: TileShape,
  { output, y, rowBytes }: TileOutput,
  { residual, activation }: Finish,
): Statement {
  const stores = sums.slice(0, rows).flatMap((halves) => [
    ...lanesOf(width).flatMap((lanes, half) => {
      const sum = halves[half]!;
      const total = residual === null ? sum : f32x4.add(sum, loadLanes(i32.add(output, addend), lanes, 16 * half));
      return [sum.set(activationRules[activation](total)), storeLanes(output, sum, lanes, 16 * half)];
    }),
    advance(output, rowBytes),
  ]);
  const distance = residual === null ? [] : [addend.set(i32.subtract(residual, y))];
  return sequence(...distance, ...stores);
}
