// TensorFlow Lite's ops that make fewer numbers of many, or weigh them against each other.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { div, maximum, mul } from "../../tensor/ops/binary.js";
import { sum } from "../../tensor/ops/reduce.js";
import { softmax } from "../../tensor/ops/softmax.js";
import { sqrt, square } from "../../tensor/ops/unary.js";
import { flagOf, numberOf, wordOf } from "../attributes.js";
import { cumulativeSums } from "../functions/cumulative.js";
import { product } from "../functions/matrices.js";
import { numberIn, turned } from "../functions/parts.js";
import { normalizeResponse } from "../functions/responseNormalization.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { tensorValue, toNumbers, toTensor } from "../value.js";
import { activated } from "./fused.js";

const keepdims = (node: GraphNode) => ({ keepdims: flagOf(node, "keepDims", false), noop_with_empty_axes: true });
const reduction = (op: string): OpFunction => likeOnnx(op, keepdims, 2);

/** The axis is an input. */
const place = (op: string): OpFunction =>
  takes(2, ([x, axis], node, context) => {
    const [at = 0] = toNumbers(axis!, "the axis");
    const type = wordOf(node, "outputType", "INT64") === "INT32" ? "int32" : "int64";
    const found = likeOnnx(op, () => ({ axis: at, keepdims: false }))([x!], node, context);
    return found.map((value) => ({ ...value, type }));
  });

const softmaxOfMultiple: OpFunction = takes(1, ([x], node) => {
  const beta = numberOf(node, "beta", 1);
  const input = toTensor(x!);
  return [tensorValue(softmax(beta === 1 ? input : mul(input, beta)))];
});

/** `x / max(|x|, 1e-6)` along the last axis. */
const normalization: OpFunction = takes(1, ([x], node) => {
  const input = toTensor(x!);
  const length = maximum(sqrt(sum(square(input), [-1], { keepDims: true })), 1e-6);
  return [tensorValue(activated(div(input, length), node))];
});

const responseNormalization: OpFunction = takes(1, ([x], node) => {
  const [radius, bias] = [numberOf(node, "radius"), numberOf(node, "bias")];
  const [alpha, beta] = [numberOf(node, "alpha"), numberOf(node, "beta")];
  return [tensorValue(normalizeResponse(toTensor(x!), { radius, bias, alpha, beta }))];
});

const batchedProduct: OpFunction = takes(2, ([a, b], node) => [
  product(turned(a!, flagOf(node, "adjX", false)), turned(b!, flagOf(node, "adjY", false))),
]);

export const reductions: OpTable = {
  ops: {
    MEAN: reduction("ReduceMean"),
    SUM: reduction("ReduceSum"),
    REDUCE_PROD: reduction("ReduceProd"),
    REDUCE_MAX: reduction("ReduceMax"),
    REDUCE_MIN: reduction("ReduceMin"),
    REDUCE_ANY: reduction("ReduceMax"),
    REDUCE_ALL: reduction("ReduceMin"),
    CUMSUM: takes(2, ([x, axis], node) => {
      const [exclusive, reverse] = [flagOf(node, "exclusive", false), flagOf(node, "reverse", false)];
      return [cumulativeSums(x!, { axis: numberIn(axis!, "the axis"), exclusive, reverse })];
    }),
    ARG_MAX: place("ArgMax"),
    ARG_MIN: place("ArgMin"),
    SOFTMAX: softmaxOfMultiple,
    LOG_SOFTMAX: likeOnnx("LogSoftmax"),
    L2_NORMALIZATION: normalization,
    LOCAL_RESPONSE_NORMALIZATION: responseNormalization,
    BATCH_MATMUL: batchedProduct,
  },
  learned: { BATCH_MATMUL: [0, 1] },
};
