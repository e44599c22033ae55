// The two matrices of a product, as shaders read them.

import type { Slot } from "../../../graph/plan.js";
import { sizeOf } from "../../../tensor/shape.js";
import type { Binding, Packing } from "./kernel.js";
import { laneFor, lanesIn } from "./shader.js";

/** The left matrix: a sum over cells of `depth` numbers each, that lie side by side from where a row's cell starts. */
export interface Left {
  readonly binding: Binding;
  readonly cells: number;
  /** Numbers a cell. */
  readonly depth: number;
  /** Statements that know the row `row{name}` and say what `start` needs. */
  prepare(name: string): string;
  /** Statements that set `at{name}`, where the row's cell starts, in lanes, and `isInside{name}`, whether it does. */
  start(name: string, cell: string): string;
  /** Whether every cell of every row is there. */
  readonly isWhole: boolean;
  /** Between one number of a cell and the next, in lanes. */
  readonly stride: number;
}

/** The right matrix. */
export interface Right {
  readonly binding: Binding;
  /** Four numbers of row `k` from column `4 column` on, as text. */
  read(k: string, column: string): string;
}

/** Rows of one cell that lie one behind the other. */
export function contiguousRows(x: Slot, depth: number): Left {
  const lane = laneFor(depth);
  return {
    binding: { name: "x", input: 0, lane, size: sizeOf(x.shape) },
    cells: 1,
    depth,
    isWhole: true,
    stride: 1,
    prepare: () => "",
    start: (name) => `let at${name} = row${name} * ${depth / lanesIn(lane)}u;`,
  };
}

export function transposedRows(x: Slot, depth: number, rows: number): Left {
  return {
    binding: { name: "x", input: 0, lane: "f32", size: sizeOf(x.shape) },
    cells: 1,
    depth,
    isWhole: true,
    stride: rows,
    prepare: () => "",
    start: (name) => `let at${name} = row${name};`,
  };
}

/** A matrix `[depth, columns]`; constants get columns of zeros up to a multiple of four. */
export function plainRight(b: Slot, depth: number, columns: number): Right {
  const packing = columns % 4 === 0 ? undefined : padColumns(depth, columns);
  return (
    packedRight(b, { depth, columns, packing }) ??
    loneNumbers(b, (k, column) => `(${k}) * ${columns}u + ${column}`, columns)
  );
}

/** A matrix `[columns, depth]`; constants are transposed. */
export function transposedRight(b: Slot, depth: number, columns: number): Right {
  const packing = transposeColumns(depth, columns);
  return (
    packedRight(b, { depth, columns, packing }) ??
    loneNumbers(b, (k, column) => `(${column}) * ${depth}u + ${k}`, columns)
  );
}

interface Packed {
  readonly depth: number;
  readonly columns: number;
  readonly packing: Packing | undefined;
}

/** Null if it would have to be packed and is no constant. */
function packedRight(b: Slot, { depth, columns, packing }: Packed): Right | null {
  if (packing !== undefined && b.region !== "constant") return null;
  const lanes = Math.ceil(columns / 4);
  const binding = { name: "weights", input: 1, lane: "vec4f", size: depth * lanes * 4 } as const;
  return {
    binding: packing === undefined ? binding : { ...binding, packing },
    read: (k, column) => `weights[(${k}) * ${lanes}u + ${column}]`,
  };
}

/** Four reads; a column beyond the last is the last, whose sums nobody stores. */
function loneNumbers(b: Slot, place: (k: string, column: string) => string, columns: number): Right {
  const read = (k: string, column: string): string => {
    const places = [0, 1, 2, 3].map((offset) => place(k, `min(${column} * 4u + ${offset}u, ${columns - 1}u)`));
    return `vec4f(${places.map((at) => `weights[${at}]`).join(", ")})`;
  };
  return { binding: { name: "weights", input: 1, lane: "f32", size: sizeOf(b.shape) }, read };
}

function padColumns(depth: number, columns: number): Packing {
  const width = 4 * Math.ceil(columns / 4);
  return {
    key: `${depth}x${columns} padded`,
    pack: (values) => {
      const packed = new Float32Array(depth * width);
      for (let k = 0; k < depth; k += 1) packed.set(values.subarray(k * columns, (k + 1) * columns), k * width);
      return packed;
    },
  };
}

function transposeColumns(depth: number, columns: number): Packing {
  const width = 4 * Math.ceil(columns / 4);
  return {
    key: `${depth}x${columns} transposed`,
    pack: (values) => {
      const packed = new Float32Array(depth * width);
      for (let column = 0; column < columns; column += 1)
        for (let k = 0; k < depth; k += 1) packed[k * width + column] = values[column * depth + k]!;
      return packed;
    },
  };
}
