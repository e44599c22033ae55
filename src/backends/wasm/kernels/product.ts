// Matrix products of floats: B in panels of eight columns, tiles of sums in registers, and an epilogue.

import { i32, v128 } from "../assembler/expression.js";
import type { Local } from "../assembler/function.js";
import type { Kernel, KernelBody, Operand, RowsOfKernel } from "../kernel.js";
import { describeEpilogue, type Epilogue } from "./epilogue.js";
import { addressAt, loadLanes } from "./lanes.js";
import { floatArithmetic, PANEL, storeSums } from "./tile.js";
import { dividesRows, type TilePlace, type Tiles, tiledKernel } from "./tiledProduct.js";

interface Product {
  readonly rows: number;
  readonly depth: number;
  readonly columns: number;
  /** Elements from a row of A to the next, and from a column to the next. */
  readonly a: { readonly row: number; readonly column: number };
  readonly epilogue: Epilogue;
  readonly tileRows: number;
}

/**
 * y = activation(A B + bias + residual); the operands are A, B in packed panels, y, and what the epilogue adds.
 *
 * A single row becomes as many as there are panels, each with its own: the sums of one panel would wait for each other longer than
 * for the weights.
 */
export function productKernel(product: Product, operands: readonly Operand[]): Kernel {
  const { rows, depth, columns, a, epilogue, tileRows } = product;
  const panelBytes = 4 * PANEL * depth;
  const isSplit = rows === 1 && columns % PANEL === 0;
  const size = isSplit ? { rows: columns / PANEL, columns: PANEL } : { rows, columns };
  const rowPointers = !isSplit && a.row === depth && a.column === 1;
  const tiled = {
    key: `product ${rowPointers ? "" : [rows, depth, columns, a.row, a.column]}${describeEpilogue(epilogue)}`,
    rowPointers,
    ...{ ...size, tileRows, steps: depth },
    a: { row: isSplit ? 0 : 4 * a.row, step: 4 * a.column },
    b: { panel: panelBytes, step: 4 * PANEL, row: isSplit ? panelBytes : 0 },
    elementBytes: 4,
  };
  const kernel = tiledKernel(tiled, operands, (body, place) => floatTiles({ epilogue, isSplit }, body, place));
  return rowPointers && dividesRows(tiled) ? { ...kernel, rows: rowsOf(product, operands.length) } : kernel;
}

/** Of A, y and the residual, a unit needs its own rows. */
function rowsOf({ rows, tileRows, epilogue }: Product, operandCount: number): RowsOfKernel {
  const residual = epilogue.residual ? [operandCount - 1] : [];
  return { count: rows, perUnit: tileRows, local: [0, 2, ...residual], written: [2] };
}

function floatTiles(
  { epilogue, isSplit }: Pick<Product, "epilogue"> & { readonly isSplit: boolean },
  { addresses, target }: KernelBody,
  place: TilePlace,
): Tiles {
  const [, , y, ...added] = addresses as [Local<"i32">, Local<"i32">, Local<"i32">, ...Local<"i32">[]];
  const { registers, panel, output, rowBytes } = place;
  return {
    arithmetic: floatArithmetic(target),
    start: (row, half, lanes) => {
      if (!epilogue.bias) return v128.zero;
      if (isSplit) return loadLanes(i32.add(added[0]!, i32.subtract(output, y)), lanes, 4 * PANEL * row + 16 * half);
      return loadLanes(addressAt(added[0]!, panel, 4 * PANEL), lanes, 16 * half);
    },
    store: (shape) => {
      const residual = epilogue.residual ? added[added.length - 1]! : null;
      return storeSums(registers, shape, { output, y, rowBytes }, { residual, activation: epilogue.activation });
    },
    gathered: null,
  };
}
