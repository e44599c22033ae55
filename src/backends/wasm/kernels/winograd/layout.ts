// How a convolution by products of patches is divided: blocks of patches, which stay in the cache, and parts of the outputs.

import { rank4, type Shape } from "../../../../tensor/shape.js";
import type { Window2d } from "../../../../tensor/window.js";
import type { Epilogue } from "../epilogue.js";
import { PANEL } from "../tile.js";
import { BLOCK, PATCH } from "./transforms.js";

export interface WinogradConvolution {
  readonly input: Shape;
  readonly output: Shape;
  /** As many cells before and after each axis as an output may see beyond the picture. */
  readonly padding: Window2d["padding"];
  readonly epilogue: Epilogue;
}

/** Numbers that the patches of a unit become: they stay in the second-level cache. */
const MOST_NUMBERS = 1 << 17;
const MOST_PATCHES = 48;
/** With fewer, every weight would be read for little work. */
const FEWEST_PATCHES = 12;
/** Enough for threads to share. */
const FEWEST_UNITS = 8;
/** Bytes between the patches of different products: at a distance of a power of two all would share a set of the cache. */
const GAP = 64;
export const PRODUCTS = PATCH * PATCH;
/** Where a patch's block lies in y, from its first byte on, and its row and column. */
export const PLACE_BYTES = 12;

export interface Layout {
  /** Of a picture, and in all. */
  readonly rows: number;
  readonly columns: number;
  readonly patches: number;
  /** Blocks of patches, and how many each has; behind the last patch, the last block has it again. */
  readonly blocks: number;
  readonly unitPatches: number;
  /** Parts that the panels of the weights are divided into, and the panels of all but the last. */
  readonly parts: number;
  readonly partPanels: number;
  /** Bytes of what one product reads and of what it makes, for a unit's patches. */
  readonly leftPlane: number;
  readonly productPlane: number;
}

export function layoutOf({ input, output }: WinogradConvolution): Layout {
  const [batch, height, width, outputs] = rank4(output);
  const inputs = input[3]!;
  const [rows, columns] = [Math.ceil(height / BLOCK), Math.ceil(width / BLOCK)];
  const patches = batch * rows * columns;
  const fitting = Math.max(FEWEST_PATCHES, Math.floor(MOST_NUMBERS / (PRODUCTS * inputs)));
  const blocks = Math.ceil(patches / Math.min(MOST_PATCHES, fitting));
  const unitPatches = Math.ceil(patches / blocks);
  const partPanels = Math.ceil(Math.ceil(outputs / PANEL) / Math.ceil(FEWEST_UNITS / blocks));
  return {
    ...{ rows, columns, patches, unitPatches, partPanels },
    blocks: Math.ceil(patches / unitPatches),
    parts: Math.ceil(Math.ceil(outputs / PANEL) / partPanels),
    leftPlane: 4 * unitPatches * inputs + GAP,
    productPlane: 4 * unitPatches * PANEL + GAP,
  };
}
