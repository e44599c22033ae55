// The kernels of the wasm backend, op by op.

import { concatOp } from "../../../tensor/ops/concat.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "../../../tensor/ops/crossEntropy.js";
import { argMaxOp, gatherGradientOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { keepMaskedOp, magnitudeMaskOp } from "../../../tensor/ops/magnitudeMask.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "../../../tensor/ops/pool.js";
import { maxOp, minOp } from "../../../tensor/ops/reduce.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { sliceGradientOp, sliceOp } from "../../../tensor/ops/slice.js";
import { logSoftmaxOp, softmaxOp } from "../../../tensor/ops/softmax.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import { expOp, logOp, sigmoidOp, signOp, tanhOp } from "../../../tensor/ops/unary.js";
import { cyclesBeforeOp, endsCycleOp, momentCorrectionOp } from "../../../tensor/ops/updates.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
import type { KernelContext, Served } from "../kernel.js";
import { arithmetic } from "./arithmetic.js";
import {
  batchNorm,
  batchNormOfBatch,
  batchNormOfBatchInputGradient,
  batchNormScaleGradient,
  channelVariance,
} from "./batchNorm.js";
import { conv2d, conv2dFused } from "./conv2d.js";
import { conv2dKernelGradient } from "./conv2dKernelGradient.js";
import { depthwiseConv2d, depthwiseConv2dFused, depthwiseConv2dInputGradient } from "./depthwise.js";
import { depthwiseConv2dKernelGradient } from "./depthwiseKernelGradient.js";
import { dropout } from "./dropout.js";
import { invertedResidual } from "./invertedResidual.js";
import { conv2dInputGradient, matMul, matMulFused } from "./matMul.js";
import { averagePool2d, maxPool2d } from "./pool.js";
import { mean, sum } from "./reduce.js";
import { updates } from "./updates.js";

const POWERS =
  "not worth a kernel: it takes powers or logarithms, which WebAssembly lacks, and the ends of networks are small";
const COPY = "not worth a kernel: the loop copies whole rows";
const LOSS = "not worth a kernel: a loss is a few numbers an example";
const INDEXES = "not worth a kernel: indexes are looked up one by one";
const POOL_GRADIENT = "not written yet: no model of linnet trains through such a pool";
const SCALAR = "not worth a kernel: it is one number";
const SCHEDULE = "not worth a kernel: it sorts, and only in the few steps that prune";

export const kernels = kernelTable<Served, KernelContext>({
  ...arithmetic,
  ...updates,
  averagePool2d,
  batchNorm,
  batchNormOfBatch,
  batchNormOfBatchInputGradient,
  batchNormScaleGradient,
  channelVariance,
  conv2d,
  conv2dFused,
  conv2dInputGradient,
  conv2dKernelGradient,
  depthwiseConv2d,
  depthwiseConv2dFused,
  depthwiseConv2dInputGradient,
  depthwiseConv2dKernelGradient,
  dropout,
  invertedResidual,
  matMul,
  matMulFused,
  maxPool2d,
  mean,
  sum,
  argMax: plainLoop(argMaxOp, INDEXES),
  averagePool2dGradient: plainLoop(averagePool2dGradientOp, POOL_GRADIENT),
  concat: plainLoop(concatOp, COPY),
  cyclesBefore: plainLoop(cyclesBeforeOp, SCALAR),
  endsCycle: plainLoop(endsCycleOp, SCALAR),
  exp: plainLoop(expOp, POWERS),
  gather: plainLoop(gatherOp, COPY),
  gatherGradient: plainLoop(gatherGradientOp, INDEXES),
  keepMasked: plainLoop(keepMaskedOp, "not written yet: only pruning needs it"),
  log: plainLoop(logOp, POWERS),
  logSoftmax: plainLoop(logSoftmaxOp, POWERS),
  magnitudeMask: plainLoop(magnitudeMaskOp, SCHEDULE),
  max: plainLoop(maxOp, "not written yet: no model of linnet has it"),
  maxPool2dGradient: plainLoop(maxPool2dGradientOp, POOL_GRADIENT),
  min: plainLoop(minOp, "not written yet: no model of linnet has it"),
  momentCorrection: plainLoop(momentCorrectionOp, SCALAR),
  oneHot: plainLoop(oneHotOp, INDEXES),
  pad2d: plainLoop(pad2dOp, COPY),
  reshape: plainLoop(reshapeOp, "it is a view: a plan has no step for it"),
  sigmoid: plainLoop(sigmoidOp, POWERS),
  sigmoidBinaryCrossEntropy: plainLoop(sigmoidBinaryCrossEntropyOp, LOSS),
  sigmoidBinaryCrossEntropyGradient: plainLoop(sigmoidBinaryCrossEntropyGradientOp, LOSS),
  sign: plainLoop(signOp, "not worth a kernel: only the gradient of `abs` has it"),
  slice: plainLoop(sliceOp, COPY),
  sliceGradient: plainLoop(sliceGradientOp, COPY),
  softmax: plainLoop(softmaxOp, POWERS),
  softmaxCrossEntropy: plainLoop(softmaxCrossEntropyOp, LOSS),
  softmaxCrossEntropyGradient: plainLoop(softmaxCrossEntropyGradientOp, LOSS),
  tanh: plainLoop(tanhOp, POWERS),
  transpose: plainLoop(transposeOp, "not written yet: no model of linnet has it"),
});
