// Ops that TensorFlow and TensorFlow Lite have in common: they spell the names of their attributes differently.

import type { ElementType, GraphNode } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { flagOf, numberOf, numbersOf, wordOf } from "./attributes.js";
import { type Borders, batchToSpace, spaceToBatch } from "./functions/blocks.js";
import { cumulativeSums } from "./functions/cumulative.js";
import { product } from "./functions/matrices.js";
import { oneHotValue } from "./functions/oneHot.js";
import { padded } from "./functions/pad.js";
import * as parts from "./functions/parts.js";
import { resized } from "./functions/pictures.js";
import { squeezed, transposed, unsqueezed } from "./functions/shapes.js";
import { stridedSlice } from "./functions/stridedSlice.js";
import { checkSize, knownValue } from "./knownValues.js";
import { likeOnnx, takes } from "./likeOnnx.js";
import { castTo } from "./onnx/cast.js";
import type { OpFunction } from "./opTable.js";
import { shapeOf, toNumbers, type Value } from "./value.js";

/** How a dialect writes a name that is given as `beginMask`. */
type Spell = (name: string) => string;

/** TensorFlow Lite's. */
export const camelCase: Spell = (name) => name;

/** TensorFlow's. */
export const snakeCase: Spell = (name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The ops, each by its name in English. */
export function sharedOps(spell: Spell) {
  const flag = (node: GraphNode, name: string): boolean => flagOf(node, spell(name), false);
  return {
    ...withoutNames,

    /** Without the axes that the node names, or without all of length 1. */
    squeeze: takes(1, ([x], node) => {
      const axes = numbersOf(node, spell("squeezeDims")) ?? numbersOf(node, "axis") ?? [];
      const all = shapeOf(x!).flatMap((length, axis) => (length === 1 ? [axis] : []));
      return [squeezed(x!, axes.length === 0 ? all : axes)];
    }),

    slicesWithSteps: takes(4, ([x, begin, end, strides], node) => {
      const mask = (name: string): number => numberOf(node, spell(name), 0);
      return [
        stridedSlice(x!, {
          begin: toNumbers(begin!, "the begin"),
          end: toNumbers(end!, "the end"),
          strides: toNumbers(strides!, "the steps"),
          beginMask: mask("beginMask"),
          endMask: mask("endMask"),
          ellipsisMask: mask("ellipsisMask"),
          newAxisMask: mask("newAxisMask"),
          shrinkAxisMask: mask("shrinkAxisMask"),
          endIsOffset: flag(node, "offset"),
        }),
      ];
    }),

    /** The axis is an input, an attribute, or the first. */
    gather: takes(2, ([x, indexes, axis], node, context) => {
      const batchDims = numberOf(node, spell("batchDims"), 0);
      if (batchDims !== 0)
        throw new LinnetError(`linnet gathers without axes that go along, got ${batchDims} (batch_dims)`);
      const at = axis == null ? numberOf(node, "axis", 0) : parts.numberIn(axis, "the axis");
      return likeOnnx("Gather", () => ({ axis: at }))([x!, indexes!], node, context);
    }),

    resizing: (kind: "bilinear" | "nearest"): OpFunction =>
      takes(2, ([x, size], node) => {
        const [alignCorners, halfPixelCenters] = [flag(node, "alignCorners"), flag(node, "halfPixelCenters")];
        return [resized(x!, toNumbers(size!, "the size"), { kind, alignCorners, halfPixelCenters })];
      }),

    batchedProduct: takes(2, ([a, b], node) => [
      product(parts.turned(a!, flag(node, "adjX")), parts.turned(b!, flag(node, "adjY"))),
    ]),

    /** ONNX's reduction, whose axes are an input. */
    reduction: (op: string): OpFunction =>
      likeOnnx(op, (node) => ({ keepdims: flag(node, "keepDims"), noop_with_empty_axes: true }), 2),
  };
}

const withoutNames = {
  shape: takes(1, ([x]) => [knownValue("int32", [shapeOf(x!).length], shapeOf(x!))]),

  rank: takes(1, ([x]) => [knownValue("int32", [], [shapeOf(x!).length])]),

  fill: takes(2, ([lengths, value]) => {
    const shape = toNumbers(lengths!, "the shape");
    checkSize(shape, true);
    const number = parts.numberIn(value!, "the number");
    return [knownValue(value!.type, shape, new Float64Array(sizeOf(shape)).fill(number))];
  }),

  oneHot: takes(4, ([indexes, depth, on, off], node) => [
    oneHotValue(indexes!, {
      depth: parts.numberIn(depth!, "the depth"),
      on: parts.numberIn(on!, "the number for yes"),
      off: parts.numberIn(off!, "the number for no"),
      axis: numberOf(node, "axis", -1),
    }),
  ]),

  expandDims: takes(2, ([x, axis]) => [unsqueezed(x!, toNumbers(axis!, "the axis"))]),

  transpose: takes(2, ([x, permutation]) => [transposed(x!, toNumbers(permutation!, "the permutation"))]),

  splitByLengths: takes(3, ([x, lengths, axis]) =>
    parts.partsByLengths(x!, parts.numberIn(axis!, "the axis"), toNumbers(lengths!, "the lengths")),
  ),

  slice: takes(3, ([x, begin, size]) => [
    parts.block(x!, toNumbers(begin!, "the begin"), toNumbers(size!, "the size")),
  ]),

  unpack: takes(1, ([x], node) => parts.unpacked(x!, numberOf(node, "axis", 0))),

  reverse: takes(2, ([x, axes]) => [parts.reversedAlong(x!, toNumbers(axes!, "the axes"))]),

  pad: takes(2, ([x, pads, number]) => {
    const fill = number == null ? 0 : parts.numberIn(number, "the number to pad with");
    return [padded(x!, ...parts.padsOf(pads!, shapeOf(x!).length), "constant", fill)];
  }),

  mirrorPad: takes(2, ([x, pads], node) => {
    const mode = wordOf(node, "mode", "REFLECT") === "REFLECT" ? "reflect" : "symmetric";
    return [parts.mirrored(x!, pads!, mode)];
  }),

  cumulativeSum: takes(2, ([x, axis], node) => {
    const [exclusive, reverse] = [flagOf(node, "exclusive", false), flagOf(node, "reverse", false)];
    return [cumulativeSums(x!, { axis: parts.numberIn(axis!, "the axis"), exclusive, reverse })];
  }),

  spaceToBatch: blocks(spaceToBatch),
  batchToSpace: blocks(batchToSpace),
};

function blocks(run: (x: Value, sizes: Shape, borders: Borders) => Value): OpFunction {
  return takes(3, ([x, sizes, borders]) => [
    run(x!, toNumbers(sizes!, "the blocks"), parts.pairsOf(borders!, "the borders")),
  ]);
}

/** @param attribute the one that names the type */
export function cast(attribute: string, typeNamed: (name: string) => ElementType | null): OpFunction {
  return takes(1, ([x], node) => {
    const name = wordOf(node, attribute, "");
    const type = typeNamed(name);
    if (type === null) throw new LinnetError(`linnet does not compute the type ${name}`);
    return [castTo(x!, type)];
  });
}
