// Every op that linnet itself defines: a backend's kernel table must cover them all.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../gradients/batchNorm.js";
import { conv2dInputGradientOp, conv2dKernelGradientOp } from "../gradients/conv2d.js";
import { depthwiseConv2dInputGradientOp, depthwiseConv2dKernelGradientOp } from "../gradients/depthwiseConv2d.js";
import { sliceGradientOp } from "../gradients/layout.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "../gradients/pool.js";
import { reluGradientOp } from "../gradients/relu.js";
import type { OpDefinition } from "../tensor.js";
import { batchNormOp } from "./batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "./batchNormTraining.js";
import { addOp, divOp, equalOp, greaterEqualOp, greaterOp, maximumOp, minimumOp, mulOp, subOp } from "./binary.js";
import { broadcastToOp } from "./broadcastTo.js";
import { concatOp } from "./concat.js";
import { conv2dFusedOp, conv2dOp } from "./conv2d.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "./crossEntropy.js";
import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "./depthwiseConv2d.js";
import { dropoutOp } from "./dropout.js";
import { elementFunctionOp, pairFunctionOp } from "./elementFunctions.js";
import { argMaxOp, gatherGradientOp, gatherOp, oneHotOp } from "./indexing.js";
import { addInt8Op } from "./int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op } from "./int8/convolutions.js";
import { dequantizeOp, quantizeOp } from "./int8/quantize.js";
import { invertedResidualOp } from "./invertedResidual.js";
import { keepMaskedOp, magnitudeMaskOp } from "./magnitudeMask.js";
import { matMulFusedOp, matMulOp } from "./matMul.js";
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
} from "./optimizerUpdates.js";
import { pad2dOp } from "./pad2d.js";
import { averagePool2dOp, maxPool2dOp } from "./pool.js";
import { maxOp, meanOp, minOp, sumOp } from "./reduce.js";
import { clipOp, leakyReluOp, relu6Op, reluOp } from "./relu.js";
import { resampleOp } from "./resample.js";
import { reshapeOp } from "./reshape.js";
import { sliceOp } from "./slice.js";
import { logSoftmaxOp, softmaxOp } from "./softmax.js";
import { transposeOp } from "./transpose.js";
import {
  absOp,
  erfOp,
  expOp,
  logOp,
  negOp,
  oneMinusOp,
  sigmoidOp,
  signOp,
  softplusOp,
  sqrtOp,
  squareOp,
  tanhOp,
} from "./unary.js";
import { uniformOp } from "./uniform.js";
import { whereOp } from "./where.js";

/** Keeps the ops' names in the type, so that tables can be checked for completeness. */
function list<const Name extends string>(
  ops: readonly OpDefinition<object, readonly string[], Name>[],
): readonly OpDefinition<object, readonly string[], Name>[] {
  return ops;
}

export const ownOps = list([
  ...[absOp, erfOp, expOp, logOp, negOp, oneMinusOp, sigmoidOp, signOp, softplusOp, sqrtOp, squareOp, tanhOp],
  ...[clipOp, leakyReluOp, reluOp, relu6Op, reluGradientOp],
  ...[addOp, divOp, equalOp, greaterOp, greaterEqualOp, maximumOp, minimumOp, mulOp, subOp, whereOp],
  ...[maxOp, meanOp, minOp, sumOp, argMaxOp, softmaxOp, logSoftmaxOp],
  ...[softmaxCrossEntropyOp, softmaxCrossEntropyGradientOp],
  ...[sigmoidBinaryCrossEntropyOp, sigmoidBinaryCrossEntropyGradientOp],
  ...[matMulOp, matMulFusedOp, invertedResidualOp],
  ...[quantizeOp, dequantizeOp, conv2dInt8Op, depthwiseConv2dInt8Op, addInt8Op],
  ...[conv2dOp, conv2dFusedOp, conv2dInputGradientOp, conv2dKernelGradientOp],
  ...[depthwiseConv2dOp, depthwiseConv2dFusedOp, depthwiseConv2dInputGradientOp, depthwiseConv2dKernelGradientOp],
  ...[averagePool2dOp, averagePool2dGradientOp, maxPool2dOp, maxPool2dGradientOp],
  ...[
    batchNormOp,
    batchNormOfBatchOp,
    batchNormOfBatchInputGradientOp,
    channelMeanOp,
    channelVarianceOp,
    scaleGradientOp,
  ],
  ...[broadcastToOp, concatOp, pad2dOp, resampleOp, reshapeOp, sliceOp, sliceGradientOp, transposeOp],
  ...[gatherOp, gatherGradientOp, oneHotOp, dropoutOp, uniformOp],
  ...[elementFunctionOp, pairFunctionOp],
  ...[accumulateOp, adamDescendOp, adaMaxDescendOp, decayingMaximumOp, descendOp, descendScaledOp],
  ...[decayWeightOp, movingAverageOp, movingSquareOp, replaceWhenOp, sumOfSquaresOp],
  ...[adamRateOp, cyclesBeforeOp, endsCycleOp, momentCorrectionOp, nadamFactorOp, keepMaskedOp, magnitudeMaskOp],
]);

export type OwnOpName = (typeof ownOps)[number]["name"];
