// TensorFlow's ops that move numbers, and those that tell and change shapes and types.

import { typeOf } from "../../formats/tfjs/graphAttributes.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import { numberOf } from "../attributes.js";
import { depthToSpace, spaceToDepth } from "../functions/blocks.js";
import * as parts from "../functions/parts.js";
import { inferLength, reshapeTo } from "../functions/shapes.js";
import { joined } from "../functions/take.js";
import { checkSize, knownValue } from "../knownValues.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import { expectAll } from "../onnx/inputs.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { cast, sharedOps, snakeCase } from "../sharedOps.js";
import { shapeOf, toNumbers, type Value } from "../value.js";
import { expectChannelsLast } from "./dataFormat.js";

const ops = sharedOps(snakeCase);

const same: OpFunction = takes(1, ([x]) => [x!]);

const reshaped: OpFunction = takes(2, ([x, shape]) => {
  const wanted = toNumbers(shape!, "the shape");
  return [reshapeTo(x!, inferLength(parts.forBatch(shapeOf(x!), wanted), sizeOf(shapeOf(x!))))];
});

const count = (f: (shape: Shape) => number): OpFunction =>
  takes(1, ([x]) => [knownValue("int32", [], [f(shapeOf(x!))])]);

const filled = (number: number): OpFunction =>
  takes(1, ([x]) => {
    const shape = shapeOf(x!);
    checkSize(shape, true);
    return [knownValue(x!.type, shape, new Float64Array(sizeOf(shape)).fill(number))];
  });

/** The axis is the last input. */
const concatV2: OpFunction = takes(2, (inputs) => {
  const values = expectAll(inputs);
  return [joined(values.slice(0, -1), parts.numberIn(values.at(-1)!, "the axis"))];
});

const concatV1: OpFunction = takes(2, ([axis, ...values]) => [
  joined(expectAll(values), parts.numberIn(axis!, "the axis")),
]);

const split: OpFunction = takes(2, ([axis, x], node) =>
  parts.equalParts(x!, parts.numberIn(axis!, "the axis"), numberOf(node, "num_split")),
);

const depth = (run: (x: Value, block: number) => Value): OpFunction =>
  takes(1, ([x], node) => {
    expectChannelsLast(node);
    return [run(x!, numberOf(node, "block_size"))];
  });

export const layout: OpTable = {
  ops: {
    Identity: same,
    IdentityN: expectAll,
    StopGradient: same,
    PreventGradient: same,
    Snapshot: same,
    PlaceholderWithDefault: same,
    Reshape: reshaped,
    Squeeze: ops.squeeze,
    ExpandDims: ops.expandDims,
    Transpose: ops.transpose,
    BroadcastTo: likeOnnx("Expand", undefined, 2),
    Shape: ops.shape,
    Size: count(sizeOf),
    Rank: ops.rank,
    Fill: ops.fill,
    ZerosLike: filled(0),
    OnesLike: filled(1),
    Range: likeOnnx("Range", undefined, 3),
    Cast: cast("DstT", typeOf),
    OneHot: ops.oneHot,
    ConcatV2: concatV2,
    Concat: concatV1,
    Split: split,
    SplitV: ops.splitByLengths,
    Slice: ops.slice,
    StridedSlice: ops.slicesWithSteps,
    Pack: takes(1, (inputs, node) => [parts.packed(expectAll(inputs), numberOf(node, "axis", 0))]),
    Unpack: ops.unpack,
    Reverse: ops.reverse,
    ReverseV2: ops.reverse,
    Gather: ops.gather,
    GatherV2: ops.gather,
    GatherNd: likeOnnx("GatherND", undefined, 2),
    Tile: likeOnnx("Tile", undefined, 2),
    Pad: ops.pad,
    PadV2: ops.pad,
    MirrorPad: ops.mirrorPad,
    ResizeBilinear: ops.resizing("bilinear"),
    ResizeNearestNeighbor: ops.resizing("nearest"),
    SpaceToDepth: depth(spaceToDepth),
    DepthToSpace: depth(depthToSpace),
    SpaceToBatchND: ops.spaceToBatch,
    BatchToSpaceND: ops.batchToSpace,
  },
  learned: { Identity: [0] },
};
