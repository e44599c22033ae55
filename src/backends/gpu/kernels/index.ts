// The kernels of the GPU.js backend, op by op.

import { gradientOps, int8Ops, trainingOps } from "../../../tensor/opGroups.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { broadcastToOp } from "../../../tensor/ops/broadcastTo.js";
import { elementFunctionOp, pairFunctionOp } from "../../../tensor/ops/elementFunctions.js";
import { argMaxOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { dequantizeOp, quantizeOp } from "../../../tensor/ops/int8/quantize.js";
import { invertedResidualOp } from "../../../tensor/ops/invertedResidual.js";
import { maxOp, minOp, sumOp } from "../../../tensor/ops/reduce.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { logSoftmaxOp } from "../../../tensor/ops/softmax.js";
import { erfOp, logOp, signOp, softplusOp } from "../../../tensor/ops/unary.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
import { plainLoops } from "../../plainLoops.js";
import {
  conv2d,
  conv2dFused,
  conv2dInputGradient,
  conv2dKernelGradient,
  depthwiseConv2d,
  depthwiseConv2dFused,
  depthwiseConv2dInputGradient,
  depthwiseConv2dKernelGradient,
} from "./conv2d.js";
import { elementwiseKernels } from "./elementwise.js";
import type { GpuKernel } from "./kernel.js";
import { matMul, matMulFused } from "./matMul.js";
import { concat, pad2d, slice, transpose } from "./moves.js";
import { averagePool2d, maxPool2d, mean } from "./pool.js";
import { resample } from "./resample.js";
import { softmax } from "./softmax.js";

const UNFOLDED = "not written yet: a folded base does without it, and of itself it is not worth a call";
const TRAINING = "not worth a call: training runs step by step, and this is little work for what it reads";
const VIEW = "it is a view: a plan has no step for it";
const BYTES = "not worth a kernel: this backend has no bytes, and a network of floats is as fast";
const WASM_ONLY = "this backend makes no such steps of a graph";

export const kernels = kernelTable<GpuKernel, object>({
  ...elementwiseKernels,
  concat,
  maxPool2d,
  pad2d,
  slice,
  transpose,
  averagePool2d,
  conv2d,
  conv2dFused,
  conv2dInputGradient,
  conv2dKernelGradient,
  depthwiseConv2d,
  depthwiseConv2dFused,
  depthwiseConv2dInputGradient,
  depthwiseConv2dKernelGradient,
  matMul,
  matMulFused,
  mean,
  resample,
  softmax,
  argMax: plainLoop(argMaxOp, UNFOLDED),
  batchNorm: plainLoop(batchNormOp, UNFOLDED),
  batchNormOfBatch: plainLoop(batchNormOfBatchOp, TRAINING),
  broadcastTo: plainLoop(broadcastToOp, UNFOLDED),
  channelMean: plainLoop(channelMeanOp, TRAINING),
  channelVariance: plainLoop(channelVarianceOp, TRAINING),
  dequantize: plainLoop(dequantizeOp, BYTES),
  elementFunction: plainLoop(elementFunctionOp, UNFOLDED),
  erf: plainLoop(erfOp, UNFOLDED),
  gather: plainLoop(gatherOp, UNFOLDED),
  invertedResidual: plainLoop(invertedResidualOp, WASM_ONLY),
  log: plainLoop(logOp, UNFOLDED),
  logSoftmax: plainLoop(logSoftmaxOp, UNFOLDED),
  max: plainLoop(maxOp, UNFOLDED),
  min: plainLoop(minOp, UNFOLDED),
  oneHot: plainLoop(oneHotOp, UNFOLDED),
  pairFunction: plainLoop(pairFunctionOp, UNFOLDED),
  quantize: plainLoop(quantizeOp, BYTES),
  reshape: plainLoop(reshapeOp, VIEW),
  sign: plainLoop(signOp, UNFOLDED),
  softplus: plainLoop(softplusOp, UNFOLDED),
  sum: plainLoop(sumOp, UNFOLDED),
  ...plainLoops(gradientOps, TRAINING),
  ...plainLoops(trainingOps, TRAINING),
  ...plainLoops(int8Ops, BYTES),
});
