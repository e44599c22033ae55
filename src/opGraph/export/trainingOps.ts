// Ops that no file of another program holds, in any dialect: what trains, what passes make for a backend, and integers.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "../../tensor/gradients/batchNorm.js";
import { conv2dKernelGradientOp } from "../../tensor/gradients/conv2d.js";
import { depthwiseConv2dKernelGradientOp } from "../../tensor/gradients/depthwiseConv2d.js";
import { sliceGradientOp } from "../../tensor/gradients/layout.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "../../tensor/gradients/pool.js";
import { reluGradientOp } from "../../tensor/gradients/relu.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "../../tensor/ops/crossEntropy.js";
import { dropoutOp } from "../../tensor/ops/dropout.js";
import { gatherGradientOp } from "../../tensor/ops/indexing.js";
import { addInt8Op } from "../../tensor/ops/int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op } from "../../tensor/ops/int8/convolutions.js";
import { invertedResidualOp } from "../../tensor/ops/invertedResidual.js";
import { keepMaskedOp, magnitudeMaskOp } from "../../tensor/ops/magnitudeMask.js";
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
} from "../../tensor/ops/optimizerUpdates.js";
import { uniformOp } from "../../tensor/ops/uniform.js";
import { notExported } from "./exportTable.js";

const gradient = "it is part of a gradient, and files hold what predicts";
const training = "it is part of training, and files hold what predicts";
const quantized = "it is an op of real numbers before graphs are written";
const fused = "a pass makes it for one backend, after graphs are exported";

export const trainingOps = {
  reluGradient: notExported(reluGradientOp, gradient),
  softmaxCrossEntropyGradient: notExported(softmaxCrossEntropyGradientOp, gradient),
  sigmoidBinaryCrossEntropyGradient: notExported(sigmoidBinaryCrossEntropyGradientOp, gradient),
  conv2dKernelGradient: notExported(conv2dKernelGradientOp, gradient),
  depthwiseConv2dKernelGradient: notExported(depthwiseConv2dKernelGradientOp, gradient),
  averagePool2dGradient: notExported(averagePool2dGradientOp, gradient),
  maxPool2dGradient: notExported(maxPool2dGradientOp, gradient),
  batchNormOfBatchInputGradient: notExported(batchNormOfBatchInputGradientOp, gradient),
  batchNormScaleGradient: notExported(scaleGradientOp, gradient),
  sliceGradient: notExported(sliceGradientOp, gradient),
  gatherGradient: notExported(gatherGradientOp, gradient),
  addInt8: notExported(addInt8Op, quantized),
  conv2dInt8: notExported(conv2dInt8Op, quantized),
  depthwiseConv2dInt8: notExported(depthwiseConv2dInt8Op, quantized),
  dropout: notExported(dropoutOp, training),
  uniform: notExported(uniformOp, training),
  softmaxCrossEntropy: notExported(softmaxCrossEntropyOp, training),
  sigmoidBinaryCrossEntropy: notExported(sigmoidBinaryCrossEntropyOp, training),
  accumulate: notExported(accumulateOp, training),
  adamDescend: notExported(adamDescendOp, training),
  adaMaxDescend: notExported(adaMaxDescendOp, training),
  decayingMaximum: notExported(decayingMaximumOp, training),
  descend: notExported(descendOp, training),
  descendScaled: notExported(descendScaledOp, training),
  decayWeight: notExported(decayWeightOp, training),
  movingAverage: notExported(movingAverageOp, training),
  movingSquare: notExported(movingSquareOp, training),
  replaceWhen: notExported(replaceWhenOp, training),
  sumOfSquares: notExported(sumOfSquaresOp, training),
  adamRate: notExported(adamRateOp, training),
  cyclesBefore: notExported(cyclesBeforeOp, training),
  endsCycle: notExported(endsCycleOp, training),
  momentCorrection: notExported(momentCorrectionOp, training),
  nadamFactor: notExported(nadamFactorOp, training),
  keepMasked: notExported(keepMaskedOp, training),
  magnitudeMask: notExported(magnitudeMaskOp, training),
  invertedResidual: notExported(invertedResidualOp, fused),
} as const;
