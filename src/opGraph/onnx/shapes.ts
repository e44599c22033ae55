// Shapes: axes that come, go and change places.

import { LinnetError } from "../../tensor/errors.js";
import { broadcastTo } from "../../tensor/ops/broadcastTo.js";
import { rank4, type Shape, sizeOf } from "../../tensor/shape.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { inMemory } from "../functions/axesInMemory.js";
import { broadcastNumbers, commonShape } from "../functions/elementwise.js";
import { flattened, inferLength, reshapeTo, squeezed, transposed, unsqueezed } from "../functions/shapes.js";
import { taken } from "../functions/take.js";
import { checkSize, knownValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { hostValue, isKnown, shapeOf, tensorValue, toTensor, type Value } from "../value.js";
import { expectInput, type Inputs, listFrom } from "./inputs.js";

/** 0 keeps the input's length of that axis unless `allowzero` says that it means 0. */
const reshapeOp: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const wanted = expectList(listFrom(node, "shape", inputs, 1), "shape");
  const shape = shapeOf(x);
  const keepsZero = flagOf(node, "allowzero", false);
  const target = wanted.map((length, axis) => (length === 0 && !keepsZero ? (shape[axis] ?? 0) : length));
  return [reshapeTo(x, inferLength(target, sizeOf(shape)))];
};

function expectList(list: readonly number[] | null, name: string): readonly number[] {
  if (list !== null) return list;
  throw new LinnetError(`expected ${name}, it is left out`);
}

const flatten: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const axis = numberOf(node, "axis", 1);
  return [flattened(x, axis)];
};

const squeeze: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const all = shapeOf(x).flatMap((length, axis) => (length === 1 ? [axis] : []));
  return [squeezed(x, listFrom(node, "axes", inputs, 1) ?? all)];
};

const unsqueeze: OpFunction = (inputs, node) => [
  unsqueezed(expectInput(inputs, 0), expectList(listFrom(node, "axes", inputs, 1), "axes")),
];

const transpose: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const { length: rank } = shapeOf(x);
  return [transposed(x, numbersOf(node, "perm") ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis))];
};

/** The value repeated to a shape, by NumPy's rule. */
function expanded(value: Value, wanted: Shape): Value {
  const shape = commonShape([shapeOf(value), wanted]);
  checkSize(shape, isKnown(value));
  if (value.on === "host" && value.values instanceof Float64Array)
    return hostValue(value.type, shape, broadcastNumbers(value, shape));
  if (value.on === "host") throw new LinnetError("linnet does not repeat strings");
  const { tensor, axes, type } = value;
  const isWhole = tensor.rank === shape.length;
  return isWhole
    ? tensorValue(broadcastTo(tensor, inMemory(shape, axes)), type, axes)
    : tensorValue(broadcastTo(toTensor(value), shape), type);
}

const expand: OpFunction = (inputs, node) => [
  expanded(expectInput(inputs, 0), expectList(listFrom(node, "shape", inputs, 1), "shape")),
];

const tile: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const repeats = expectList(listFrom(node, "repeats", inputs, 1), "repeats");
  const shape = shapeOf(x);
  if (repeats.length !== shape.length) throw new LinnetError(`expected ${shape.length} repeats, got ${repeats.length}`);
  checkSize(
    shape.map((length, axis) => length * repeats[axis]!),
    isKnown(x),
  );
  return [
    repeats.reduce((result, times, axis) => {
      const length = shape[axis]!;
      if (times === 1) return result;
      checkSize([length, times], true);
      return taken(
        result,
        axis,
        Array.from({ length: length * times }, (_, place) => place % length),
      );
    }, x),
  ];
};

const shape: OpFunction = (inputs, node) => {
  const own = shapeOf(expectInput(inputs, 0));
  const lengths = own.slice(numberOf(node, "start", 0), numberOf(node, "end", own.length));
  return [knownValue("int64", [lengths.length], lengths)];
};

/** Blocks of channels become squares of pixels. */
const depthToSpace: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const block = numberOf(node, "blocksize");
  const [batch, channels, height, width] = pictureShape(x);
  const depth = channels / block ** 2;
  const isByColumn = wordOf(node, "mode", "DCR") === "CRD";
  const blocks = isByColumn ? [batch, depth, block, block, height, width] : [batch, block, block, depth, height, width];
  const order = isByColumn ? [0, 1, 4, 2, 5, 3] : [0, 3, 4, 1, 5, 2];
  const parts = transposed(reshapeTo(x, blocks), order);
  return [reshapeTo(parts, [batch, depth, height * block, width * block])];
};

const spaceToDepth: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  const block = numberOf(node, "blocksize");
  const [batch, channels, height, width] = pictureShape(x);
  const [rows, columns] = [height / block, width / block];
  const parts = transposed(reshapeTo(x, [batch, channels, rows, block, columns, block]), [0, 3, 5, 1, 2, 4]);
  return [reshapeTo(parts, [batch, channels * block ** 2, rows, columns])];
};

function pictureShape(x: Value): ReturnType<typeof rank4> {
  const own = shapeOf(x);
  if (own.length !== 4) throw new LinnetError(`expected [batch, channels, height, width], got [${own}]`);
  return rank4(own);
}

const identity: OpFunction = (inputs: Inputs) => [expectInput(inputs, 0)];

/** A node that only training changes; its second output says that nothing was dropped. */
const dropout: OpFunction = (inputs) => {
  const x = expectInput(inputs, 0);
  if (inputs[2] != null) refuseTraining(inputs);
  const shape = shapeOf(x);
  return [x, knownValue("bool", shape, new Float64Array(sizeOf(shape)).fill(1))];
};

function refuseTraining(inputs: Inputs): void {
  const isTraining = inputs[2]?.on === "host" && inputs[2].values[0] !== 0;
  const isNothing = inputs[1] != null && toTensor(inputs[1]).isConcrete && toTensor(inputs[1]).values[0] === 0;
  if (isTraining && !isNothing) throw new LinnetError("expected a trained network, its dropout is in training mode");
}

export const shapes: { readonly [op: string]: OpFunction } = {
  Reshape: reshapeOp,
  Flatten: flatten,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Transpose: transpose,
  Expand: expand,
  Tile: tile,
  Shape: shape,
  Size: (inputs) => [knownValue("int64", [], [sizeOf(shapeOf(expectInput(inputs, 0)))])],
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Identity: identity,
  Dropout: dropout,
};
