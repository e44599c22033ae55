// The kernels of the WebGPU backend, op by op.

import { conv2dInputGradientOp, conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import {
  depthwiseConv2dInputGradientOp,
  depthwiseConv2dKernelGradientOp,
} from "../../../tensor/gradients/depthwiseConv2d.js";
import { gradientOps, int8Ops, trainingOps } from "../../../tensor/opGroups.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { dequantizeOp, quantizeOp } from "../../../tensor/ops/int8/quantize.js";
import { invertedResidualOp } from "../../../tensor/ops/invertedResidual.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { oneMinusOp } from "../../../tensor/ops/unary.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
import { plainLoops } from "../../plainLoops.js";
import { conv2d, conv2dFused } from "./conv2d.js";
import { elementwiseKernels } from "./elementwise.js";
import { elementFunction, erf, pairFunction } from "./functions.js";
import { argMax, gather, oneHot, resample } from "./indexing.js";
import type { KernelContext, WebGpuKernel } from "./kernel.js";
import { matMul, matMulFused } from "./matMul.js";
import { broadcastTo, concat, pad2d, slice, transpose } from "./moves.js";
import { max, mean, min, sum } from "./reduce.js";
import { logSoftmax, softmax } from "./softmax.js";
import { averagePool2d, depthwiseConv2d, depthwiseConv2dFused, maxPool2d } from "./windows.js";

const TRAINING = "training runs on the processor: the whole plan is the wasm backend's";
const VIEW = "it is a view: a plan has no step for it";
const BYTES = "not written: networks of bytes run on the processor, and one of floats is fast here";
const WASM_ONLY = "this backend makes no such steps of a graph";

export const kernels = kernelTable<WebGpuKernel, KernelContext>({
  ...elementwiseKernels,
  argMax,
  averagePool2d,
  broadcastTo,
  concat,
  conv2d,
  conv2dFused,
  depthwiseConv2d,
  depthwiseConv2dFused,
  elementFunction,
  erf,
  gather,
  logSoftmax,
  matMul,
  matMulFused,
  max,
  maxPool2d,
  mean,
  min,
  oneHot,
  pad2d,
  pairFunction,
  resample,
  slice,
  softmax,
  sum,
  transpose,
  conv2dInputGradient: plainLoop(conv2dInputGradientOp, TRAINING),
  conv2dKernelGradient: plainLoop(conv2dKernelGradientOp, TRAINING),
  depthwiseConv2dInputGradient: plainLoop(depthwiseConv2dInputGradientOp, TRAINING),
  depthwiseConv2dKernelGradient: plainLoop(depthwiseConv2dKernelGradientOp, TRAINING),
  batchNormOfBatch: plainLoop(batchNormOfBatchOp, TRAINING),
  channelMean: plainLoop(channelMeanOp, TRAINING),
  channelVariance: plainLoop(channelVarianceOp, TRAINING),
  dequantize: plainLoop(dequantizeOp, BYTES),
  invertedResidual: plainLoop(invertedResidualOp, WASM_ONLY),
  oneMinus: plainLoop(oneMinusOp, TRAINING),
  quantize: plainLoop(quantizeOp, BYTES),
  reshape: plainLoop(reshapeOp, VIEW),
  ...plainLoops(gradientOps, TRAINING),
  ...plainLoops(trainingOps, TRAINING),
  ...plainLoops(int8Ops, BYTES),
});
