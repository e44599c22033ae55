// TensorFlow Lite's ops on the size of pictures, and on blocks of their pixels.

import { flagOf, numberOf } from "../attributes.js";
import { type Borders, batchToSpace, depthToSpace, spaceToBatch, spaceToDepth } from "../functions/blocks.js";
import { pairsOf } from "../functions/parts.js";
import { resized } from "../functions/pictures.js";
import { takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { toNumbers, type Value } from "../value.js";

const resizing = (kind: "bilinear" | "nearest"): OpFunction =>
  takes(2, ([x, size], node) => {
    const alignCorners = flagOf(node, "alignCorners", false);
    const halfPixelCenters = flagOf(node, "halfPixelCenters", false);
    return [resized(x!, toNumbers(size!, "the size"), { kind, alignCorners, halfPixelCenters })];
  });

const blocks = (run: (x: Value, blocks: readonly number[], borders: Borders) => Value): OpFunction =>
  takes(3, ([x, sizes, borders]) => [run(x!, toNumbers(sizes!, "the blocks"), pairsOf(borders!, "the borders"))]);

export const pictures: OpTable = {
  ops: {
    RESIZE_BILINEAR: resizing("bilinear"),
    RESIZE_NEAREST_NEIGHBOR: resizing("nearest"),
    SPACE_TO_DEPTH: takes(1, ([x], node) => [spaceToDepth(x!, numberOf(node, "blockSize"))]),
    DEPTH_TO_SPACE: takes(1, ([x], node) => [depthToSpace(x!, numberOf(node, "blockSize"))]),
    SPACE_TO_BATCH_ND: blocks(spaceToBatch),
    BATCH_TO_SPACE_ND: blocks(batchToSpace),
  },
  learned: {},
};
