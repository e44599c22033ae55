// TensorFlow Lite's ops for parts of values, and for what joins and surrounds them.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { flagOf, numberOf, wordOf } from "../attributes.js";
import { padded } from "../functions/pad.js";
import * as parts from "../functions/parts.js";
import { stridedSlice } from "../functions/stridedSlice.js";
import { joined } from "../functions/take.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import { expectAll } from "../onnx/inputs.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { shapeOf, tensorValue, toNumbers, toTensor } from "../value.js";
import { activated } from "./fused.js";

const axisOf = (node: GraphNode): number => numberOf(node, "axis", 0);

const concatenation: OpFunction = takes(1, (inputs, node) => {
  const value = joined(expectAll(inputs), axisOf(node));
  return [value.on === "host" ? value : tensorValue(activated(toTensor(value), node), value.type)];
});

const slicesWithSteps: OpFunction = takes(4, ([x, begin, end, strides], node) => [
  stridedSlice(x!, {
    begin: toNumbers(begin!, "the begin"),
    end: toNumbers(end!, "the end"),
    strides: toNumbers(strides!, "the steps"),
    beginMask: numberOf(node, "beginMask", 0),
    endMask: numberOf(node, "endMask", 0),
    ellipsisMask: numberOf(node, "ellipsisMask", 0),
    newAxisMask: numberOf(node, "newAxisMask", 0),
    shrinkAxisMask: numberOf(node, "shrinkAxisMask", 0),
    endIsOffset: flagOf(node, "offset", false),
  }),
]);

const pad: OpFunction = takes(2, ([x, pads, number]) => {
  const fill = number == null ? 0 : parts.numberIn(number, "the number to pad with");
  return [padded(x!, ...parts.padsOf(pads!, shapeOf(x!).length), "constant", fill)];
});

const mirrorPad: OpFunction = takes(2, ([x, pads], node) => {
  const mode = wordOf(node, "mode", "REFLECT") === "REFLECT" ? "reflect" : "symmetric";
  return [parts.mirrored(x!, pads!, mode)];
});

const gather: OpFunction = (inputs, node, context) => {
  const batchDims = numberOf(node, "batchDims", 0);
  if (batchDims !== 0)
    throw new LinnetError(`linnet gathers without axes that go along, got ${batchDims} (batch_dims)`);
  return likeOnnx("Gather", () => ({ axis: axisOf(node) }), 2)(inputs, node, context);
};

export const partOps: OpTable = {
  ops: {
    CONCATENATION: concatenation,
    SPLIT: takes(2, ([axis, x], node) =>
      parts.equalParts(x!, parts.numberIn(axis!, "the axis"), numberOf(node, "numSplits")),
    ),
    SPLIT_V: takes(3, ([x, lengths, axis]) =>
      parts.partsByLengths(x!, parts.numberIn(axis!, "the axis"), toNumbers(lengths!, "the lengths")),
    ),
    SLICE: takes(3, ([x, begin, size]) => [
      parts.block(x!, toNumbers(begin!, "the begin"), toNumbers(size!, "the size")),
    ]),
    STRIDED_SLICE: slicesWithSteps,
    PACK: takes(1, (inputs, node) => [parts.packed(expectAll(inputs), axisOf(node))]),
    UNPACK: takes(1, ([x], node) => parts.unpacked(x!, axisOf(node))),
    REVERSE_V2: takes(2, ([x, axes]) => [parts.reversedAlong(x!, toNumbers(axes!, "the axes"))]),
    PAD: pad,
    PADV2: pad,
    MIRROR_PAD: mirrorPad,
    GATHER: gather,
    GATHER_ND: likeOnnx("GatherND", undefined, 2),
    EMBEDDING_LOOKUP: takes(2, ([indexes, rows], node, context) =>
      likeOnnx("Gather", () => ({ axis: 0 }), 2)([rows!, indexes!], node, context),
    ),
    TILE: likeOnnx("Tile", undefined, 2),
  },
  learned: {},
};
