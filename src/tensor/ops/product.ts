// The matrix product behind matMul, pointwise convolution and their gradients.

import type { Values } from "../tensor.js";

/** A matrix inside a larger array: element `[i, j]` stands at `start + i * rowStride + j * columnStride`. */
export interface MatrixView {
  readonly values: Values;
  readonly start: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

interface ProductSize {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
}

const TILE = 4;

/**
 * `out += a b` for a [rows, depth] and b [depth, columns], in tiles of 4 x 4 sums that stay in local variables:
 * three to four times as fast as the loop of three lines, and the same sums in the same order.
 */
export function addProduct(size: ProductSize, a: MatrixView, b: MatrixView, out: MatrixView): void {
  const tiledRows = size.rows - (size.rows % TILE);
  const tiledColumns = size.columns - (size.columns % TILE);
  for (let row = 0; row < tiledRows; row += TILE) {
    for (let column = 0; column < tiledColumns; column += TILE)
      addTile(size.depth, at(a, row, 0), at(b, 0, column), at(out, row, column));
  }
  addPlain(
    { ...size, rows: tiledRows, columns: size.columns - tiledColumns },
    a,
    at(b, 0, tiledColumns),
    at(out, 0, tiledColumns),
  );
  addPlain({ ...size, rows: size.rows - tiledRows }, at(a, tiledRows, 0), b, at(out, tiledRows, 0));
}

function at(matrix: MatrixView, row: number, column: number): MatrixView {
  const { values, start, rowStride, columnStride } = matrix;
  return { values, start: start + row * rowStride + column * columnStride, rowStride, columnStride };
}

/** The definition, which also does every remainder of rows and columns. */
function addPlain({ rows, depth, columns }: ProductSize, a: MatrixView, b: MatrixView, out: MatrixView): void {
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      let sum = 0;
      for (let k = 0; k < depth; k += 1) {
        sum +=
          a.values[a.start + row * a.rowStride + k * a.columnStride]! *
          b.values[b.start + k * b.rowStride + column * b.columnStride]!;
      }
      out.values[out.start + row * out.rowStride + column * out.columnStride]! += sum;
    }
  }
}

function addTile(depth: number, a: MatrixView, b: MatrixView, out: MatrixView): void {
  const left = a.values;
  const right = b.values;
  let s00 = 0,
    s01 = 0,
    s02 = 0,
    s03 = 0,
    s10 = 0,
    s11 = 0,
    s12 = 0,
    s13 = 0;
  let s20 = 0,
    s21 = 0,
    s22 = 0,
    s23 = 0,
    s30 = 0,
    s31 = 0,
    s32 = 0,
    s33 = 0;
  let i0 = a.start;
  let i1 = i0 + a.rowStride;
  let i2 = i1 + a.rowStride;
  let i3 = i2 + a.rowStride;
  let j0 = b.start;
  let j1 = j0 + b.columnStride;
  let j2 = j1 + b.columnStride;
  let j3 = j2 + b.columnStride;
  const stepA = a.columnStride;
  const stepB = b.rowStride;
  for (let k = 0; k < depth; k += 1) {
    const a0 = left[i0]!,
      a1 = left[i1]!,
      a2 = left[i2]!,
      a3 = left[i3]!;
    const b0 = right[j0]!,
      b1 = right[j1]!,
      b2 = right[j2]!,
      b3 = right[j3]!;
    s00 += a0 * b0;
    s01 += a0 * b1;
    s02 += a0 * b2;
    s03 += a0 * b3;
    s10 += a1 * b0;
    s11 += a1 * b1;
    s12 += a1 * b2;
    s13 += a1 * b3;
    s20 += a2 * b0;
    s21 += a2 * b1;
    s22 += a2 * b2;
    s23 += a2 * b3;
    s30 += a3 * b0;
    s31 += a3 * b1;
    s32 += a3 * b2;
    s33 += a3 * b3;
    i0 += stepA;
    i1 += stepA;
    i2 += stepA;
    i3 += stepA;
    j0 += stepB;
    j1 += stepB;
    j2 += stepB;
    j3 += stepB;
  }
  addRow(out, 0, s00, s01, s02, s03);
  addRow(out, 1, s10, s11, s12, s13);
  addRow(out, 2, s20, s21, s22, s23);
  addRow(out, 3, s30, s31, s32, s33);
}

function addRow({ values, start, rowStride, columnStride }: MatrixView, row: number, ...sums: readonly number[]): void {
  const rowStart = start + row * rowStride;
  for (let column = 0; column < TILE; column += 1) values[rowStart + column * columnStride]! += sums[column]!;
}
