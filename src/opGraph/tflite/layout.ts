// TensorFlow Lite's ops that tell and change shapes and types.

import { typeNamed } from "../../formats/tflite/constant.js";
import { LinnetError } from "../../tensor/errors.js";
import { clip } from "../../tensor/ops/relu.js";
import { sizeOf } from "../../tensor/shape.js";
import { numberOf, numbersOf, wordOf } from "../attributes.js";
import { commonShape } from "../functions/elementwise.js";
import { oneHotValue } from "../functions/oneHot.js";
import { forBatch, numberIn } from "../functions/parts.js";
import { inferLength, reshapeTo, squeezed, transposed, unsqueezed } from "../functions/shapes.js";
import { checkSize, knownValue } from "../known.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import { castTo } from "../onnx/cast.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { shapeOf, tensorValue, toNumbers, toTensor } from "../value.js";

/** The shape is an input, or an option in files of before 2019. */
const reshaped: OpFunction = takes(1, ([x, shape], node) => {
  const wanted = shape == null ? (numbersOf(node, "newShape") ?? []) : toNumbers(shape, "the shape");
  return [reshapeTo(x!, inferLength(forBatch(shapeOf(x!), wanted), sizeOf(shapeOf(x!))))];
});

/** Without the axes that the option names, or without all of length 1. */
const squeeze: OpFunction = takes(1, ([x], node) => {
  const axes = numbersOf(node, "squeezeDims") ?? [];
  const all = shapeOf(x!).flatMap((length, axis) => (length === 1 ? [axis] : []));
  return [squeezed(x!, axes.length === 0 ? all : axes)];
});

const shapeValue: OpFunction = takes(1, ([x]) => [knownValue("int32", [shapeOf(x!).length], shapeOf(x!))]);
const rank: OpFunction = takes(1, ([x]) => [knownValue("int32", [], [shapeOf(x!).length])]);

const fill: OpFunction = takes(2, ([lengths, value]) => {
  const shape = toNumbers(lengths!, "the shape");
  checkSize(shape, true);
  return [knownValue(value!.type, shape, new Float64Array(sizeOf(shape)).fill(numberIn(value!, "the number")))];
});

const cast: OpFunction = takes(1, ([x], node) => {
  const name = wordOf(node, "outDataType", "");
  const type = typeNamed(name);
  if (type === null) throw new LinnetError(`linnet does not compute the type ${name}`);
  return [castTo(x!, type)];
});

const oneHot: OpFunction = takes(4, ([indexes, depth, on, off], node) => [
  oneHotValue(indexes!, {
    depth: numberIn(depth!, "the depth"),
    on: numberIn(on!, "the number for yes"),
    off: numberIn(off!, "the number for no"),
    axis: numberOf(node, "axis", -1),
  }),
]);

/** Integers that stand for real numbers are real numbers here from the beginning; what makes them limits these. */
const same: OpFunction = takes(1, ([x]) => [x!.on === "tensor" ? { ...x!, type: "float32" } : x!]);

export const layout: OpTable = {
  ops: {
    RESHAPE: reshaped,
    SQUEEZE: squeeze,
    EXPAND_DIMS: takes(2, ([x, axis]) => [unsqueezed(x!, toNumbers(axis!, "the axis"))]),
    TRANSPOSE: takes(2, ([x, permutation]) => [transposed(x!, toNumbers(permutation!, "the permutation"))]),
    BROADCAST_TO: likeOnnx("Expand", undefined, 2),
    SHAPE: shapeValue,
    RANK: rank,
    FILL: fill,
    RANGE: likeOnnx("Range", undefined, 3),
    CAST: cast,
    ONE_HOT: oneHot,
    QUANTIZE: takes(1, ([x], node) => {
      const [least, largest] = numbersOf(node, "outputRange0") ?? [];
      if (x!.on === "host" || least === undefined || largest === undefined) return [x!];
      return [tensorValue(clip(toTensor(x!), Math.fround(least), Math.fround(largest)))];
    }),
    DEQUANTIZE: same,
    FAKE_QUANT: takes(1, ([x], node) => [
      tensorValue(clip(toTensor(x!), numberOf(node, "min"), numberOf(node, "max"))),
    ]),
    BROADCAST_ARGS: takes(2, ([a, b]) => {
      const shape = commonShape([toNumbers(a!, "a shape"), toNumbers(b!, "a shape")]);
      return [knownValue(a!.type, [shape.length], shape)];
    }),
  },
  learned: { DEQUANTIZE: [0], QUANTIZE: [0] },
};
