// TensorFlow Lite's ops that make fewer numbers of many, or weigh them against each other.

import { div, maximum, mul } from "../../tensor/ops/binary.js";
import { sum } from "../../tensor/ops/reduce.js";
import { softmax } from "../../tensor/ops/softmax.js";
import { sqrt, square } from "../../tensor/ops/unary.js";
import { numberOf, wordOf } from "../attributes.js";
import { normalizeResponse } from "../functions/responseNormalization.js";
import { likeOnnx, takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { camelCase, sharedOps } from "../sharedOps.js";
import { tensorValue, toNumbers, toTensor } from "../value.js";
import { activated } from "./fused.js";

const { reduction, cumulativeSum, batchedProduct } = sharedOps(camelCase);

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
  return [tensorValue(normalizeResponse(toTensor(x!), { before: radius, after: radius, bias, alpha, beta }))];
});

export const reductions: OpTable = {
  ops: {
    MEAN: reduction("ReduceMean"),
    SUM: reduction("ReduceSum"),
    REDUCE_PROD: reduction("ReduceProd"),
    REDUCE_MAX: reduction("ReduceMax"),
    REDUCE_MIN: reduction("ReduceMin"),
    REDUCE_ANY: reduction("ReduceMax"),
    REDUCE_ALL: reduction("ReduceMin"),
    CUMSUM: cumulativeSum,
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
