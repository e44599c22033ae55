// The blocks of a picture: how many each component has, and in what order scans give them (ITU-T T.81, annex A.1 and A.2).

import type { JpegHeader } from "../header.js";

/** Coefficients of a block. */
export const BLOCK = 64;

/** A component's quantized coefficients, in zigzag order, block after block. */
export interface Plane {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
  /** Blocks that its own samples fill. */
  readonly columns: number;
  readonly rows: number;
  /** Blocks of a row, with those that only fill the last unit of a scan of several components. */
  readonly stride: number;
  readonly coefficients: Int16Array;
  /** The lowest bit that was sent of each coefficient; -1 if none was. */
  readonly sent: Int8Array;
}

/** The components that a scan holds, as units (MCU): a block of one component, or some of each of several. */
export interface UnitGrid {
  readonly planes: readonly Plane[];
  readonly across: number;
  readonly down: number;
}

export function makePlanes({ width, height, components }: JpegHeader): readonly Plane[] {
  const mostAcross = Math.max(...components.map(({ horizontal }) => horizontal));
  const mostDown = Math.max(...components.map(({ vertical }) => vertical));
  const [unitsAcross, unitsDown] = [Math.ceil(width / (8 * mostAcross)), Math.ceil(height / (8 * mostDown))];
  return components.map(({ id, horizontal, vertical }) => {
    const columns = Math.ceil(Math.ceil((width * horizontal) / mostAcross) / 8);
    const rows = Math.ceil(Math.ceil((height * vertical) / mostDown) / 8);
    const stride = unitsAcross * horizontal;
    const coefficients = new Int16Array(stride * unitsDown * vertical * BLOCK);
    return { id, horizontal, vertical, columns, rows, stride, coefficients, sent: new Int8Array(BLOCK).fill(-1) };
  });
}

export function gridOf(planes: readonly Plane[]): UnitGrid {
  const [first] = planes;
  const { columns, rows, stride, vertical, horizontal, coefficients } = first!;
  if (planes.length === 1) return { planes, across: columns, down: rows };
  return { planes, across: stride / horizontal, down: coefficients.length / (BLOCK * stride * vertical) };
}

/** Visits the blocks of a unit in order. @param visit is given a block's component, and where its coefficients begin */
export function visitUnit({ planes, across }: UnitGrid, unit: number, visit: (plane: number, start: number) => void) {
  const row = Math.floor(unit / across);
  const column = unit - row * across;
  for (const [index, { horizontal, vertical, stride }] of planes.entries()) {
    if (planes.length === 1) return visit(index, (row * stride + column) * BLOCK);
    for (let down = 0; down < vertical; down += 1) {
      const rowStart = (row * vertical + down) * stride + column * horizontal;
      for (let right = 0; right < horizontal; right += 1) visit(index, (rowStart + right) * BLOCK);
    }
  }
}
