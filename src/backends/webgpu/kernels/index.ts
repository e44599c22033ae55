// The kernels of the WebGPU backend, op by op.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../../../tensor/gradients/batchNorm.js";
import { conv2dInputGradientOp, conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import {
  depthwiseConv2dInputGradientOp,
  depthwiseConv2dKernelGradientOp,
} from "../../../tensor/gradients/depthwiseConv2d.js";
import { sliceGradientOp } from "../../../tensor/gradients/layout.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "../../../tensor/gradients/pool.js";
import { reluGradientOp } from "../../../tensor/gradients/relu.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "../../../tensor/ops/crossEntropy.js";
import { dropoutOp } from "../../../tensor/ops/dropout.js";
import { gatherGradientOp } from "../../../tensor/ops/indexing.js";
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
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { oneMinusOp } from "../../../tensor/ops/unary.js";
import { uniformOp } from "../../../tensor/ops/uniform.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
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
  accumulate: plainLoop(accumulateOp, TRAINING),
  adaMaxDescend: plainLoop(adaMaxDescendOp, TRAINING),
  adamDescend: plainLoop(adamDescendOp, TRAINING),
  adamRate: plainLoop(adamRateOp, TRAINING),
  addInt8: plainLoop(addInt8Op, BYTES),
  averagePool2dGradient: plainLoop(averagePool2dGradientOp, TRAINING),
  batchNormOfBatch: plainLoop(batchNormOfBatchOp, TRAINING),
  batchNormOfBatchInputGradient: plainLoop(batchNormOfBatchInputGradientOp, TRAINING),
  batchNormScaleGradient: plainLoop(scaleGradientOp, TRAINING),
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
  endsCycle: plainLoop(endsCycleOp, TRAINING),
  gatherGradient: plainLoop(gatherGradientOp, TRAINING),
  invertedResidual: plainLoop(invertedResidualOp, WASM_ONLY),
  keepMasked: plainLoop(keepMaskedOp, TRAINING),
  magnitudeMask: plainLoop(magnitudeMaskOp, TRAINING),
  maxPool2dGradient: plainLoop(maxPool2dGradientOp, TRAINING),
  momentCorrection: plainLoop(momentCorrectionOp, TRAINING),
  movingAverage: plainLoop(movingAverageOp, TRAINING),
  movingSquare: plainLoop(movingSquareOp, TRAINING),
  oneMinus: plainLoop(oneMinusOp, TRAINING),
  nadamFactor: plainLoop(nadamFactorOp, TRAINING),
  quantize: plainLoop(quantizeOp, BYTES),
  reluGradient: plainLoop(reluGradientOp, TRAINING),
  replaceWhen: plainLoop(replaceWhenOp, TRAINING),
  reshape: plainLoop(reshapeOp, VIEW),
  sigmoidBinaryCrossEntropy: plainLoop(sigmoidBinaryCrossEntropyOp, TRAINING),
  sigmoidBinaryCrossEntropyGradient: plainLoop(sigmoidBinaryCrossEntropyGradientOp, TRAINING),
  sliceGradient: plainLoop(sliceGradientOp, TRAINING),
  softmaxCrossEntropy: plainLoop(softmaxCrossEntropyOp, TRAINING),
  softmaxCrossEntropyGradient: plainLoop(softmaxCrossEntropyGradientOp, TRAINING),
  sumOfSquares: plainLoop(sumOfSquaresOp, TRAINING),
  uniform: plainLoop(uniformOp, TRAINING),
});
