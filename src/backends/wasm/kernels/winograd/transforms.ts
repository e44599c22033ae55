// Winograd's minimal filtering F(2x2, 3x3): two by two outputs of a kernel of three by three are made of four by four products instead
// of thirty-six multiplications. https://arxiv.org/abs/1509.09308, section 4.1.

/** Side of the block of outputs, and of the patch of the picture that a block sees. */
export const BLOCK = 2;
export const PATCH = 4;

/** What numbers can do, wherever they are. */
export interface Numbers<T> {
  add(a: T, b: T): T;
  subtract(a: T, b: T): T;
  half(a: T): T;
  /** Keeps a number that is used more than once. */
  keep(a: T): T;
}

type Transform = <T>(numbers: Numbers<T>, line: readonly T[]) => readonly T[];

/** G: four numbers of three weights. */
export const ofWeights: Transform = ({ add, subtract, half, keep }, [a, b, c]) => {
  const outer = keep(add(a!, c!));
  return [a!, keep(half(add(outer, b!))), keep(half(subtract(outer, b!))), c!];
};

/** B': four numbers of four pixels. */
export const ofPatch: Transform = ({ add, subtract, keep }, [a, b, c, d]) =>
  [subtract(a!, c!), add(b!, c!), subtract(c!, b!), subtract(b!, d!)].map(keep);

/** A': two outputs of four products. */
export const ofProducts: Transform = ({ add, subtract, keep }, [a, b, c, d]) => {
  const [sum, difference] = [keep(add(b!, c!)), keep(subtract(b!, c!))];
  return [keep(add(a!, sum)), keep(subtract(difference, d!))];
};

/** The transform of the columns, then of the rows, of a square given row by row. */
export function bothWays<T>(numbers: Numbers<T>, transform: Transform, square: readonly (readonly T[])[]): T[][] {
  const columns = square[0]!.map((_, column) =>
    transform(
      numbers,
      square.map((row) => row[column]!),
    ),
  );
  return columns[0]!.map((_, row) => [
    ...transform(
      numbers,
      columns.map((column) => column[row]!),
    ),
  ]);
}
