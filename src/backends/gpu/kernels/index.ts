// The kernels of the GPU.js backend, op by op.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../../../tensor/gradients/batchNorm.js";
import { sliceGradientOp } from "../../../tensor/gradients/layout.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "../../../tensor/gradients/pool.js";
import { reluGradientOp } from "../../../tensor/gradients/relu.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import { broadcastToOp } from "../../../tensor/ops/broadcastTo.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "../../../tensor/ops/crossEntropy.js";
import { dropoutOp } from "../../../tensor/ops/dropout.js";
import { elementFunctionOp, pairFunctionOp } from "../../../tensor/ops/elementFunctions.js";
import { argMaxOp, gatherGradientOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { addInt8Op } from "../../../tensor/ops/int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op } from "../../../tensor/ops/int8/convolutions.js";
import { dequantizeOp, quantizeOp } from "../../../tensor/ops/int8/quantize.js";
import { invertedResidualOp } from "../../../tensor/ops/invertedResidual.js";
import { keepMaskedOp, magnitudeMaskOp } from "../../../tensor/ops/magnitudeMask.js";
import {
  accumulateOp,
  adaMaxDescendOp,
  adamDescendOp,
  adamRateOp,
  cyclesBeforeOp,
  decayingMaximumOp,
  decayWeightOp,
  descendOp,
  descendScaledOp,
  endsCycleOp,
  momentCorrectionOp,
  movingAverageOp,
  movingSquareOp,
  nadamFactorOp,
  replaceWhenOp,
  sumOfSquaresOp,
} from "../../../tensor/ops/optimizerUpdates.js";
import { maxOp, minOp, sumOp } from "../../../tensor/ops/reduce.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { logSoftmaxOp } from "../../../tensor/ops/softmax.js";
import { erfOp, logOp, signOp, softplusOp } from "../../../tensor/ops/unary.js";
import { uniformOp } from "../../../tensor/ops/uniform.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
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
  accumulate: plainLoop(accumulateOp, TRAINING),
  adaMaxDescend: plainLoop(adaMaxDescendOp, TRAINING),
  adamDescend: plainLoop(adamDescendOp, TRAINING),
  adamRate: plainLoop(adamRateOp, TRAINING),
  addInt8: plainLoop(addInt8Op, BYTES),
  argMax: plainLoop(argMaxOp, UNFOLDED),
  averagePool2dGradient: plainLoop(averagePool2dGradientOp, TRAINING),
  batchNorm: plainLoop(batchNormOp, UNFOLDED),
  batchNormOfBatch: plainLoop(batchNormOfBatchOp, TRAINING),
  batchNormOfBatchInputGradient: plainLoop(batchNormOfBatchInputGradientOp, TRAINING),
  batchNormScaleGradient: plainLoop(scaleGradientOp, TRAINING),
  broadcastTo: plainLoop(broadcastToOp, UNFOLDED),
  channelMean: plainLoop(channelMeanOp, TRAINING),
  channelVariance: plainLoop(channelVarianceOp, TRAINING),
  conv2dInt8: plainLoop(conv2dInt8Op, BYTES),
  cyclesBefore: plainLoop(cyclesBeforeOp, TRAINING),
  decayingMaximum: plainLoop(decayingMaximumOp, TRAINING),
  decayWeight: plainLoop(decayWeightOp, TRAINING),
  depthwiseConv2dInt8: plainLoop(depthwiseConv2dInt8Op, BYTES),
  dequantize: plainLoop(dequantizeOp, BYTES),
  descend: plainLoop(descendOp, TRAINING),
  descendScaled: plainLoop(descendScaledOp, TRAINING),
  dropout: plainLoop(dropoutOp, TRAINING),
  elementFunction: plainLoop(elementFunctionOp, UNFOLDED),
  endsCycle: plainLoop(endsCycleOp, TRAINING),
  erf: plainLoop(erfOp, UNFOLDED),
  gather: plainLoop(gatherOp, UNFOLDED),
  gatherGradient: plainLoop(gatherGradientOp, TRAINING),
  invertedResidual: plainLoop(invertedResidualOp, WASM_ONLY),
  keepMasked: plainLoop(keepMaskedOp, TRAINING),
  log: plainLoop(logOp, UNFOLDED),
  logSoftmax: plainLoop(logSoftmaxOp, UNFOLDED),
  magnitudeMask: plainLoop(magnitudeMaskOp, TRAINING),
  max: plainLoop(maxOp, UNFOLDED),
  maxPool2dGradient: plainLoop(maxPool2dGradientOp, TRAINING),
  min: plainLoop(minOp, UNFOLDED),
  momentCorrection: plainLoop(momentCorrectionOp, TRAINING),
  movingAverage: plainLoop(movingAverageOp, TRAINING),
  movingSquare: plainLoop(movingSquareOp, TRAINING),
  nadamFactor: plainLoop(nadamFactorOp, TRAINING),
  oneHot: plainLoop(oneHotOp, UNFOLDED),
  pairFunction: plainLoop(pairFunctionOp, UNFOLDED),
  quantize: plainLoop(quantizeOp, BYTES),
  reluGradient: plainLoop(reluGradientOp, TRAINING),
  replaceWhen: plainLoop(replaceWhenOp, TRAINING),
  reshape: plainLoop(reshapeOp, VIEW),
  sigmoidBinaryCrossEntropy: plainLoop(sigmoidBinaryCrossEntropyOp, TRAINING),
  sigmoidBinaryCrossEntropyGradient: plainLoop(sigmoidBinaryCrossEntropyGradientOp, TRAINING),
  sign: plainLoop(signOp, UNFOLDED),
  sliceGradient: plainLoop(sliceGradientOp, TRAINING),
  softmaxCrossEntropy: plainLoop(softmaxCrossEntropyOp, TRAINING),
  softmaxCrossEntropyGradient: plainLoop(softmaxCrossEntropyGradientOp, TRAINING),
  softplus: plainLoop(softplusOp, UNFOLDED),
  sum: plainLoop(sumOp, UNFOLDED),
  sumOfSquares: plainLoop(sumOfSquaresOp, TRAINING),
  uniform: plainLoop(uniformOp, TRAINING),
});
