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

/** A block of each unit: where the one of the first unit begins, and how far behind it those of the next unit and row begin. */
interface UnitBlock {
  /** Its component's place among those of the scan. */
  readonly plane: number;
  readonly first: number;
  readonly columnStep: number;
  readonly rowStep: number;
}

/** The components that a scan holds, as units (MCU): a block of one component, or some of each of several. */
export interface UnitGrid {
  readonly across: number;
  readonly down: number;
  /** In the order in which a unit has them. */
  readonly blocks: readonly UnitBlock[];
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
  const { columns, rows, stride, vertical, horizontal, coefficients } = planes[0]!;
  if (planes.length === 1)
    return {
      across: columns,
      down: rows,
      blocks: [{ plane: 0, first: 0, columnStep: BLOCK, rowStep: stride * BLOCK }],
    };
  const blocks = planes.flatMap((each, plane) =>
    Array.from({ length: each.vertical * each.horizontal }, (_, place): UnitBlock => {
      const [row, column] = [Math.floor(place / each.horizontal), place % each.horizontal];
      return {
        plane,
        first: (row * each.stride + column) * BLOCK,
        columnStep: each.horizontal * BLOCK,
        rowStep: each.vertical * each.stride * BLOCK,
      };
    }),
  );
  return { across: stride / horizontal, down: coefficients.length / (BLOCK * stride * vertical), blocks };
}
