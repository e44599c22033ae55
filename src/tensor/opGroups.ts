// Ops by what they are for, as backends and exports leave them out together.

import { batchNormOfBatchInputGradientOp, scaleGradientOp } from "./gradients/batchNorm.js";
import { sliceGradientOp } from "./gradients/layout.js";
import { averagePool2dGradientOp, maxPool2dGradientOp } from "./gradients/pool.js";
import { reluGradientOp } from "./gradients/relu.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "./ops/crossEntropy.js";
import { dropoutOp } from "./ops/dropout.js";
import { gatherGradientOp } from "./ops/indexing.js";
import { addInt8Op } from "./ops/int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op } from "./ops/int8/convolutions.js";
import { keepMaskedOp, magnitudeMaskOp } from "./ops/magnitudeMask.js";
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
} from "./ops/optimizerUpdates.js";
import { uniformOp } from "./ops/uniform.js";
import type { OpDefinition } from "./tensor.js";

/** Ops by their own names. */
export type NamedOps<Names extends string> = {
  readonly [Name in Names]: OpDefinition<object, readonly string[], Name>;
};

/** Forgets what their attributes are. */
function group<Names extends string>(ops: NamedOps<Names>): NamedOps<Names> {
  return ops;
}

/** Parts of gradients, but those of convolutions. */
export const gradientOps = group({
  averagePool2dGradient: averagePool2dGradientOp,
  batchNormOfBatchInputGradient: batchNormOfBatchInputGradientOp,
  batchNormScaleGradient: scaleGradientOp,
  gatherGradient: gatherGradientOp,
  maxPool2dGradient: maxPool2dGradientOp,
  reluGradient: reluGradientOp,
  sigmoidBinaryCrossEntropyGradient: sigmoidBinaryCrossEntropyGradientOp,
  sliceGradient: sliceGradientOp,
  softmaxCrossEntropyGradient: softmaxCrossEntropyGradientOp,
});

/** Losses, random numbers, and what steps of training do to weights. */
export const trainingOps = group({
  accumulate: accumulateOp,
  adaMaxDescend: adaMaxDescendOp,
  adamDescend: adamDescendOp,
  adamRate: adamRateOp,
  cyclesBefore: cyclesBeforeOp,
  decayWeight: decayWeightOp,
  decayingMaximum: decayingMaximumOp,
  descend: descendOp,
  descendScaled: descendScaledOp,
  dropout: dropoutOp,
  endsCycle: endsCycleOp,
  keepMasked: keepMaskedOp,
  magnitudeMask: magnitudeMaskOp,
  momentCorrection: momentCorrectionOp,
  movingAverage: movingAverageOp,
  movingSquare: movingSquareOp,
  nadamFactor: nadamFactorOp,
  replaceWhen: replaceWhenOp,
  sigmoidBinaryCrossEntropy: sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropy: softmaxCrossEntropyOp,
  sumOfSquares: sumOfSquaresOp,
  uniform: uniformOp,
});

/** Arithmetic of whole numbers. */
export const int8Ops = group({
  addInt8: addInt8Op,
  conv2dInt8: conv2dInt8Op,
  depthwiseConv2dInt8: depthwiseConv2dInt8Op,
});
