// Weights in panels of eight columns: all rows of a panel one after the other, so that a tile reads them in order.

import type { Slot } from "../../../graph/plan.js";
import { i32, type Statement } from "../assembler/expression.js";
import { advance, counters, forLoop, type Local, sequence } from "../assembler/function.js";
import type { Kernel, KernelContext, Operand, Packed, ScratchSpace } from "../kernel.js";
import { addressAt, forParts, LANES, loadLanes, storeLanes } from "./lanes.js";
import { PANEL } from "./tile.js";

/** A matrix `[depth, columns]` in memory, with the elements from a row to the next and from a column to the next. */
export interface PackedMatrix {
  readonly depth: number;
  readonly columns: number;
  readonly row: number;
  readonly column: number;
  /** Blocks of so many rows lie in memory from last to first, this many elements apart. Default: one block. */
  readonly backward?: { readonly rows: number; readonly block: number };
}

/** A packed matrix to read, and the kernel that packs it in every run, if its values change. */
interface PackedOperand {
  readonly operand: Operand;
  readonly kernels: readonly Kernel[];
}

/** Packs a matrix: once if its values are known before the run, else in every run, into scratch. */
export function pack(
  slot: Slot,
  matrix: PackedMatrix,
  { constant }: KernelContext,
  scratch: ScratchSpace,
): PackedOperand {
  const known = constant(slot);
  if (known !== null) {
    const fill: Packed["fill"] = (memory, copyPanels) =>
      (isPanels(matrix) ? copyPanels : packInto)(memory, known.values, matrix);
    return { operand: { region: "packed", length: packedLength(matrix), fill }, kernels: [] };
  }
  const operand = scratch.take(packedLength(matrix));
  return { operand, kernels: [packKernel(matrix, [slot, operand])] };
}

function packedLength({ depth, columns }: PackedMatrix): number {
  return Math.ceil(columns / PANEL) * PANEL * depth;
}

/** Rows of more columns than this are rare, and there is no room for one on its way. */
export const MOST_COLUMNS = 16384;

/** Whether it is whole panels side by side, as most weights of networks are. */
function isPanels({ columns, row, column, backward }: PackedMatrix): boolean {
  return column === 1 && row === columns && columns % PANEL === 0 && columns <= MOST_COLUMNS && backward === undefined;
}

/** Row by row, as most matrices lie in memory. */
function packInto(packed: Float32Array, values: Float32Array, matrix: PackedMatrix): void {
  const { depth, columns, row, column } = matrix;
  const { rows, block } = blocksOf(matrix);
  for (let k = 0; k < depth; k += 1) {
    let read = (depth / rows - 1 - Math.floor(k / rows)) * block + (k % rows) * row;
    for (let first = 0; first < columns; first += PANEL) {
      const written = first * depth + k * PANEL;
      const width = Math.min(PANEL, columns - first);
      for (let j = 0; j < width; j += 1, read += column) packed[written + j] = values[read]!;
    }
  }
}

function blocksOf({ depth, backward }: PackedMatrix): { readonly rows: number; readonly block: number } {
  return backward ?? { rows: depth, block: 0 };
}

/** Packs in every run; the operands are the matrix and its packed form. A unit is a panel. */
function packKernel(matrix: PackedMatrix, operands: readonly Operand[]): Kernel {
  const { depth, columns, row, column } = matrix;
  const { rows, block } = blocksOf(matrix);
  const panels = Math.ceil(columns / PANEL);
  return {
    key: `pack ${depth}x${columns} ${row},${column},${rows},${block}`,
    operands,
    units: panels,
    write: ({ builder, addresses, from, to }) => {
      const [source, packed] = addresses as [Local<"i32">, Local<"i32">];
      const [panel, k, read, written, first] = counters(builder, 5);
      const copyPanel = (width: number): Statement =>
        sequence(
          read.set(i32.add(addressAt(source, panel, 4 * PANEL * column), 4 * (depth / rows - 1) * block)),
          written.set(addressAt(packed, panel, 4 * PANEL * depth)),
          forLoop(
            first,
            { from: 0, to: depth, step: rows },
            forLoop(
              k,
              { from: 0, to: rows, step: 1 },
              ...Array.from({ length: PANEL / LANES }, (_, half) => {
                const lanes = Math.max(0, Math.min(width - half * LANES, LANES));
                return storeLanes(
                  written,
                  loadLanes(read, lanes, 4 * half * LANES * column, 4 * column),
                  LANES,
                  16 * half,
                );
              }),
              advance(read, 4 * row),
              advance(written, 4 * PANEL),
            ),
            read.set(i32.subtract(read, 4 * (rows * row + block))),
          ),
        );
      builder.emit(forParts(panel, { from, to, length: columns, part: PANEL }, copyPanel));
    },
  };
}
