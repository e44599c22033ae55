// Winograd's minimal filtering F(2x2, 3x3): two by two outputs of a kernel of three by three are made of four by four products instead
// of thirty-six multiplications. https://arxiv.org/abs/1509.09308, section 4.1.

import { f32x4, type V128 } from "../../assembler/expression.js";
import { constant } from "../lanes.js";
import type { KeptVectors } from "./vectors.js";

const { add, subtract } = f32x4;

/** Side of the block of outputs, and of the patch of the picture that a block sees. */
export const BLOCK = 2;
export const PATCH = 4;

type Transform = (vectors: KeptVectors, line: readonly V128[]) => readonly V128[];

/** G: four numbers of three weights. */
export const ofWeights: Transform = ({ keep }, [a, b, c]) => {
  const outer = keep(add(a!, c!));
  return [a!, keep(half(add(outer, b!))), keep(half(subtract(outer, b!))), c!];
};

/** B': four numbers of four pixels. */
export const ofPatch: Transform = ({ keep }, [a, b, c, d]) =>
  [subtract(a!, c!), add(b!, c!), subtract(c!, b!), subtract(b!, d!)].map(keep);

/** A': two outputs of four products. */
export const ofProducts: Transform = ({ keep }, [a, b, c, d]) => {
  const [sum, difference] = [keep(add(b!, c!)), keep(subtract(b!, c!))];
  return [keep(add(a!, sum)), keep(subtract(difference, d!))];
};

function half(a: V128): V128 {
  return f32x4.multiply(a, constant(0.5));
}

/** The transform of the columns, then of the rows, of a square given row by row. */
export function bothWays(vectors: KeptVectors, transform: Transform, square: readonly (readonly V128[])[]): V128[][] {
  const columns = square[0]!.map((_, column) => {
    const line = square.map((row) => row[column]!);
    return transform(vectors, line);
  });
  return columns[0]!.map((_, row) => {
    const line = columns.map((column) => column[row]!);
    return [...transform(vectors, line)];
  });
}

export function squareOf<T>(side: number, of: (row: number, column: number) => T): T[][] {
  return Array.from({ length: side }, (_, row) => Array.from({ length: side }, (_, column) => of(row, column)));
}
