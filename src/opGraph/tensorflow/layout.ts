// TensorFlow's ops that move numbers, and those that tell and change shapes and types.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { typeOf } from "../../formats/tfjs/graphAttributes.js";
import { LinnetError } from "../../tensor/errors.js";
import { type Shape, sizeOf } from "../../tensor/shape.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { type Borders, batchToSpace, depthToSpace, spaceToBatch, spaceToDepth } from "../functions/blocks.js";
import { oneHotValue } from "../functions/oneHot.js";
import { padded } from "../functions/pad.js";
import * as parts from "../functions/parts.js";
import { resized } from "../functions/pictures.js";
import { inferLength, reshapeTo, squeezed, transposed, unsqueezed } from "../functions/shapes.js";
import { stridedSlice } from "../functions/stridedSlice.js";
import { joined } from "../functions/take.js";
import { checkSize, knownValue } from "../known.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import { castTo } from "../onnx/cast.js";
import { expectAll } from "../onnx/inputs.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { shapeOf, toNumbers, type Value } from "../value.js";

const same: OpFunction = takes(1, ([x]) => [x!]);

const reshaped: OpFunction = takes(2, ([x, shape]) => {
  const wanted = toNumbers(shape!, "the shape");
  return [reshapeTo(x!, inferLength(parts.forBatch(shapeOf(x!), wanted), sizeOf(shapeOf(x!))))];
});

const squeeze: OpFunction = takes(1, ([x], node) => {
  const axes = numbersOf(node, "squeeze_dims") ?? numbersOf(node, "axis") ?? [];
  const all = shapeOf(x!).flatMap((length, axis) => (length === 1 ? [axis] : []));
  return [squeezed(x!, axes.length === 0 ? all : axes)];
});

const shapeValue: OpFunction = takes(1, ([x]) => [knownValue("int32", [shapeOf(x!).length], shapeOf(x!))]);
const count = (f: (shape: Shape) => number): OpFunction =>
  takes(1, ([x]) => [knownValue("int32", [], [f(shapeOf(x!))])]);

const filled = (number: number): OpFunction =>
  takes(1, ([x]) => {
    const shape = shapeOf(x!);
    checkSize(shape, true);
    return [knownValue(x!.type, shape, new Float64Array(sizeOf(shape)).fill(number))];
  });

const fill: OpFunction = takes(2, ([lengths, value]) => {
  const shape = toNumbers(lengths!, "the shape");
  checkSize(shape, true);
  const number = parts.numberIn(value!, "the number");
  return [knownValue(value!.type, shape, new Float64Array(sizeOf(shape)).fill(number))];
});

const cast: OpFunction = takes(1, ([x], node) => {
  const name = wordOf(node, "DstT", "");
  const type = typeOf(name);
  if (type === null) throw new LinnetError(`linnet does not compute the type ${name}`);
  return [castTo(x!, type)];
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

const slicesWithSteps: OpFunction = takes(4, ([x, begin, end, strides], node) => [
  stridedSlice(x!, {
    begin: toNumbers(begin!, "the begin"),
    end: toNumbers(end!, "the end"),
    strides: toNumbers(strides!, "the steps"),
    beginMask: numberOf(node, "begin_mask", 0),
    endMask: numberOf(node, "end_mask", 0),
    ellipsisMask: numberOf(node, "ellipsis_mask", 0),
    newAxisMask: numberOf(node, "new_axis_mask", 0),
    shrinkAxisMask: numberOf(node, "shrink_axis_mask", 0),
  }),
]);

/** The axis is an input, or the first. */
const gather: OpFunction = takes(2, ([x, indexes, axis], node, context) => {
  const batchDims = numberOf(node, "batch_dims", 0);
  if (batchDims !== 0)
    throw new LinnetError(`linnet gathers without axes that go along, got ${batchDims} (batch_dims)`);
  const at = axis == null ? 0 : parts.numberIn(axis, "the axis");
  return likeOnnx("Gather", () => ({ axis: at }))([x!, indexes!], node, context);
});

const pad: OpFunction = takes(2, ([x, pads, number]) => {
  const fillWith = number == null ? 0 : parts.numberIn(number, "the number to pad with");
  return [padded(x!, ...parts.padsOf(pads!, shapeOf(x!).length), "constant", fillWith)];
});

const mirrorPad: OpFunction = takes(2, ([x, pads], node) => {
  const mode = wordOf(node, "mode", "REFLECT") === "REFLECT" ? "reflect" : "symmetric";
  return [parts.mirrored(x!, pads!, mode)];
});

const resizing = (kind: "bilinear" | "nearest"): OpFunction =>
  takes(2, ([x, size], node) => {
    const alignCorners = flagOf(node, "align_corners", false);
    const halfPixelCenters = flagOf(node, "half_pixel_centers", false);
    return [resized(x!, toNumbers(size!, "the size"), { kind, alignCorners, halfPixelCenters })];
  });

function expectChannelsLast(node: GraphNode): void {
  const format = wordOf(node, "data_format", "NHWC");
  if (format !== "NHWC" && format !== "")
    throw new LinnetError(`linnet runs TensorFlow's ops with channels last, got ${format}`);
}

const depth = (run: (x: Value, block: number) => Value): OpFunction =>
  takes(1, ([x], node) => {
    expectChannelsLast(node);
    return [run(x!, numberOf(node, "block_size"))];
  });

const blocks = (run: (x: Value, sizes: Shape, borders: Borders) => Value): OpFunction =>
  takes(3, ([x, sizes, borders]) => [run(x!, toNumbers(sizes!, "the blocks"), parts.pairsOf(borders!, "the borders"))]);

const oneHot: OpFunction = takes(4, ([indexes, size, on, off], node) => [
  oneHotValue(indexes!, {
    depth: parts.numberIn(size!, "the depth"),
    on: parts.numberIn(on!, "the number for yes"),
    off: parts.numberIn(off!, "the number for no"),
    axis: numberOf(node, "axis", -1),
  }),
]);

export const layout: OpTable = {
  ops: {
    Identity: same,
    IdentityN: expectAll,
    StopGradient: same,
    PreventGradient: same,
    Snapshot: same,
    PlaceholderWithDefault: same,
    Reshape: reshaped,
    Squeeze: squeeze,
    ExpandDims: takes(2, ([x, axis]) => [unsqueezed(x!, toNumbers(axis!, "the axis"))]),
    Transpose: takes(2, ([x, permutation]) => [transposed(x!, toNumbers(permutation!, "the permutation"))]),
    BroadcastTo: likeOnnx("Expand", undefined, 2),
    Shape: shapeValue,
    Size: count(sizeOf),
    Rank: count((shape) => shape.length),
    Fill: fill,
    ZerosLike: filled(0),
    OnesLike: filled(1),
    Range: likeOnnx("Range", undefined, 3),
    Cast: cast,
    OneHot: oneHot,
    ConcatV2: concatV2,
    Concat: concatV1,
    Split: split,
    SplitV: takes(3, ([x, lengths, axis]) =>
      parts.partsByLengths(x!, parts.numberIn(axis!, "the axis"), toNumbers(lengths!, "the lengths")),
    ),
    Slice: takes(3, ([x, begin, size]) => [
      parts.block(x!, toNumbers(begin!, "the begin"), toNumbers(size!, "the size")),
    ]),
    StridedSlice: slicesWithSteps,
    Pack: takes(1, (inputs, node) => [parts.packed(expectAll(inputs), numberOf(node, "axis", 0))]),
    Unpack: takes(1, ([x], node) => parts.unpacked(x!, numberOf(node, "axis", 0))),
    Reverse: takes(2, ([x, axes]) => [parts.reversedAlong(x!, toNumbers(axes!, "the axes"))]),
    ReverseV2: takes(2, ([x, axes]) => [parts.reversedAlong(x!, toNumbers(axes!, "the axes"))]),
    Gather: gather,
    GatherV2: gather,
    GatherNd: likeOnnx("GatherND", undefined, 2),
    Tile: likeOnnx("Tile", undefined, 2),
    Pad: pad,
    PadV2: pad,
    MirrorPad: mirrorPad,
    ResizeBilinear: resizing("bilinear"),
    ResizeNearestNeighbor: resizing("nearest"),
    SpaceToDepth: depth(spaceToDepth),
    DepthToSpace: depth(depthToSpace),
    SpaceToBatchND: blocks(spaceToBatch),
    BatchToSpaceND: blocks(batchToSpace),
  },
  learned: { Identity: [0] },
};
