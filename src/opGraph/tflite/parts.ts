// TensorFlow Lite's ops for parts of values, and for what joins and surrounds them.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { numberOf } from "../attributes.js";
import * as parts from "../functions/parts.js";
import { joined } from "../functions/take.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import { expectAll } from "../onnx/inputs.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { camelCase, sharedOps } from "../sharedOps.js";
import { tensorValue, toTensor } from "../value.js";
import { activated } from "./fused.js";

const ops = sharedOps(camelCase);

const axisOf = (node: GraphNode): number => numberOf(node, "axis", 0);

const concatenation: OpFunction = takes(1, (inputs, node) => {
  const value = joined(expectAll(inputs), axisOf(node));
  return [value.on === "host" ? value : tensorValue(activated(toTensor(value), node), value.type)];
});

export const partOps: OpTable = {
  ops: {
    CONCATENATION: concatenation,
    SPLIT: takes(2, ([axis, x], node) =>
      parts.equalParts(x!, parts.numberIn(axis!, "the axis"), numberOf(node, "numSplits")),
    ),
    SPLIT_V: ops.splitByLengths,
    SLICE: ops.slice,
    STRIDED_SLICE: ops.slicesWithSteps,
    PACK: takes(1, (inputs, node) => [parts.packed(expectAll(inputs), axisOf(node))]),
    UNPACK: ops.unpack,
    REVERSE_V2: ops.reverse,
    PAD: ops.pad,
    PADV2: ops.pad,
    MIRROR_PAD: ops.mirrorPad,
    GATHER: ops.gather,
    GATHER_ND: likeOnnx("GatherND", undefined, 2),
    EMBEDDING_LOOKUP: takes(2, ([indexes, rows], node, context) =>
      likeOnnx("Gather", () => ({ axis: 0 }), 2)([rows!, indexes!], node, context),
    ),
    TILE: likeOnnx("Tile", undefined, 2),
  },
  learned: {},
};
