// Numbers of shapes that follow the batch, in the words that both ONNX and TensorFlow Lite have for them.

import { LinnetError } from "../../tensor/errors.js";
import { isFixed, type Length } from "./length.js";

/** A shape with -1 for the one length that follows the batch. @throws LinnetError if several do */
export function openAxis(lengths: readonly Length[], layer: string): number[] {
  if (lengths.filter((length) => !isFixed(length)).length > 1)
    throw new LinnetError(
      `export: layer "${layer}": two axes of a reshape follow the batch, a file can leave one open`,
    );
  return lengths.map((length) => (isFixed(length) ? length.fixed : -1));
}

interface Along {
  readonly begin: Length;
  readonly length: Length;
  /** The length of the axis that is cut. */
  readonly whole: Length;
}

/** Where a block begins and ends along an axis; it ends with the axis if `end` is null. */
interface BlockAlong {
  readonly start: number;
  readonly end: number | null;
  readonly isAll: boolean;
}

/** @throws LinnetError if the block follows the batch in a way that no file can say */
export function blockAlong({ begin, length, whole }: Along, layer: string): BlockAlong {
  if (!isFixed(begin))
    throw new LinnetError(`export: layer "${layer}": a slice that begins at a multiple of the batch`);
  const start = begin.fixed;
  const reachesEnd = start + length.fixed === whole.fixed && length.perExample === whole.perExample;
  if (reachesEnd) return { start, end: null, isAll: start === 0 };
  if (!isFixed(length)) throw new LinnetError(`export: layer "${layer}": a slice whose length is a part of the batch`);
  return { start, end: start + length.fixed, isAll: false };
}
