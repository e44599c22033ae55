// TensorFlow Lite's ops on the size of pictures, and on blocks of their pixels.

import { numberOf } from "../attributes.js";
import { depthToSpace, spaceToDepth } from "../functions/blocks.js";
import { takes } from "../likeOnnx.js";
import type { OpTable } from "../opTable.js";
import { camelCase, sharedOps } from "../sharedOps.js";

const ops = sharedOps(camelCase);

export const pictures: OpTable = {
  ops: {
    RESIZE_BILINEAR: ops.resizing("bilinear"),
    RESIZE_NEAREST_NEIGHBOR: ops.resizing("nearest"),
    SPACE_TO_DEPTH: takes(1, ([x], node) => [spaceToDepth(x!, numberOf(node, "blockSize"))]),
    DEPTH_TO_SPACE: takes(1, ([x], node) => [depthToSpace(x!, numberOf(node, "blockSize"))]),
    SPACE_TO_BATCH_ND: ops.spaceToBatch,
    BATCH_TO_SPACE_ND: ops.batchToSpace,
  },
  learned: {},
};
