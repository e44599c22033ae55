// The kernels that networks run to predict: a page that only predicts loads no others, but for convolutions of three by three.

import { concatOp } from "../../../tensor/ops/concat.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { softmaxOp } from "../../../tensor/ops/softmax.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import { erfOp, expOp, logOp, sigmoidOp, softplusOp, tanhOp } from "../../../tensor/ops/unary.js";
import { plainLoop } from "../../kernelTable.js";
import { arithmetic } from "./arithmetic.js";
import { batchNorm } from "./batchNorm.js";
import { conv2d, conv2dFused } from "./conv2d.js";
import { depthwiseConv2d, depthwiseConv2dFused } from "./depthwise.js";
import { invertedResidual } from "./invertedResidual.js";
import { matMul, matMulFused } from "./matMul.js";
import { averagePool2d, maxPool2d } from "./pool.js";
import { mean, sum } from "./reduce.js";

export const POWERS =
  "not worth a kernel: it takes powers or logarithms, which WebAssembly lacks, and the ends of networks are small";
export const COPY = "not worth a kernel: the loop copies whole rows";

export const prediction = {
  ...arithmetic,
  averagePool2d,
  batchNorm,
  conv2d,
  conv2dFused,
  depthwiseConv2d,
  depthwiseConv2dFused,
  invertedResidual,
  matMul,
  matMulFused,
  maxPool2d,
  mean,
  sum,
  concat: plainLoop(concatOp, COPY),
  erf: plainLoop(erfOp, POWERS),
  exp: plainLoop(expOp, POWERS),
  log: plainLoop(logOp, POWERS),
  pad2d: plainLoop(pad2dOp, COPY),
  reshape: plainLoop(reshapeOp, "it is a view: a plan has no step for it"),
  sigmoid: plainLoop(sigmoidOp, POWERS),
  slice: plainLoop(sliceOp, COPY),
  softmax: plainLoop(softmaxOp, POWERS),
  softplus: plainLoop(softplusOp, POWERS),
  tanh: plainLoop(tanhOp, POWERS),
  transpose: plainLoop(transposeOp, "not worth loading its kernel for few numbers"),
};
