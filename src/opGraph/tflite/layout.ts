// TensorFlow Lite's ops that tell and change shapes and types.

import { typeNamed } from "../../formats/tflite/constant.js";
import { clip } from "../../tensor/ops/relu.js";
import { sizeOf } from "../../tensor/shape.js";
import { numberOf, numbersOf } from "../attributes.js";
import { commonShape } from "../functions/elementwise.js";
import { forBatch } from "../functions/parts.js";
import { inferLength, reshapeTo } from "../functions/shapes.js";
import { knownValue } from "../knownValues.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { camelCase, cast, sharedOps } from "../sharedOps.js";
import { shapeOf, tensorValue, toNumbers, toTensor } from "../value.js";

const ops = sharedOps(camelCase);

/** The shape is an input, or an option in files of before 2019. */
const reshaped: OpFunction = takes(1, ([x, shape], node) => {
  const wanted = shape == null ? (numbersOf(node, "newShape") ?? []) : toNumbers(shape, "the shape");
  return [reshapeTo(x!, inferLength(forBatch(shapeOf(x!), wanted), sizeOf(shapeOf(x!))))];
});

/** Integers that stand for real numbers are real numbers here too; what a file has as integers is rounded by whatever makes it. */
const same: OpFunction = takes(1, ([x]) => [
  x!.on === "tensor" && x!.type !== "float32" ? tensorValue(x!.tensor, "float32", x!.axes) : x!,
]);

export const layout: OpTable = {
  ops: {
    RESHAPE: reshaped,
    SQUEEZE: ops.squeeze,
    EXPAND_DIMS: ops.expandDims,
    TRANSPOSE: ops.transpose,
    BROADCAST_TO: likeOnnx("Expand", undefined, 2),
    SHAPE: ops.shape,
    RANK: ops.rank,
    FILL: ops.fill,
    RANGE: likeOnnx("Range", undefined, 3),
    CAST: cast("outDataType", typeNamed),
    ONE_HOT: ops.oneHot,
    QUANTIZE: same,
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
