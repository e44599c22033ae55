// The kernels of the wasm backend, op by op.

import { sliceGradientOp } from "../../../tensor/gradients/layout.js";
import { averagePool2dGradientOp } from "../../../tensor/gradients/pool.js";
import { reluGradientOp } from "../../../tensor/gradients/relu.js";
import { broadcastToOp } from "../../../tensor/ops/broadcastTo.js";
import {
  sigmoidBinaryCrossEntropyGradientOp,
  sigmoidBinaryCrossEntropyOp,
  softmaxCrossEntropyGradientOp,
  softmaxCrossEntropyOp,
} from "../../../tensor/ops/crossEntropy.js";
import { elementFunctionOp, pairFunctionOp } from "../../../tensor/ops/elementFunctions.js";
import { argMaxOp, gatherGradientOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { keepMaskedOp, magnitudeMaskOp } from "../../../tensor/ops/magnitudeMask.js";
import {
  adamRateOp,
  cyclesBeforeOp,
  endsCycleOp,
  momentCorrectionOp,
  nadamFactorOp,
} from "../../../tensor/ops/optimizerUpdates.js";
import { maxOp, minOp } from "../../../tensor/ops/reduce.js";
import { logSoftmaxOp } from "../../../tensor/ops/softmax.js";
import { signOp } from "../../../tensor/ops/unary.js";
import { uniformOp } from "../../../tensor/ops/uniform.js";
import { kernelTable, plainLoop } from "../../kernelTable.js";
import { f32x4, v128 } from "../assembler/expression.js";
import type { KernelContext, Served } from "../kernel.js";
import {
  batchNormOfBatch,
  batchNormOfBatchInputGradient,
  batchNormScaleGradient,
  channelMean,
  channelVariance,
} from "./batchNormTraining.js";
import { conv2dInputGradient } from "./conv2dInputGradient.js";
import { conv2dKernelGradient } from "./conv2dKernelGradient.js";
import { concat, slice } from "./copies.js";
import { depthwiseConv2dInputGradient } from "./depthwiseInputGradient.js";
import { depthwiseConv2dKernelGradient } from "./depthwiseKernelGradient.js";
import { dropout } from "./dropout.js";
import { broadcast, flat } from "./elementwise.js";
import { int8Kernels } from "./int8/index.js";
import { constant } from "./lanes.js";
import { maxPool2dGradient } from "./maxPoolGradient.js";
import { mergeSteps } from "./mergeSteps.js";
import { updates } from "./optimizerUpdates.js";
import { exp, sigmoid } from "./powers.js";
import { COPY, POWERS, prediction } from "./prediction.js";
import { resample } from "./resample.js";
import { sum } from "./rowSums.js";
import { transpose } from "./transpose.js";
import { conv2d, conv2dFused } from "./winograd/index.js";

const LOSS = "not worth a kernel: a loss is a few numbers an example";
const INDEXES = "not worth a kernel: indexes are looked up one by one";
const POOL_GRADIENT = "not written yet: no model of linnet trains through such a pool";
const SCALAR = "not worth a kernel: it is one number";
const SCHEDULE = "not worth a kernel: it sorts, and only in the few steps that prune";

export const kernels = kernelTable<Served, KernelContext>({
  ...prediction,
  conv2d,
  conv2dFused,
  sum,
  ...updates,
  ...int8Kernels,
  concat,
  exp,
  sigmoid,
  slice,
  batchNormOfBatch,
  batchNormOfBatchInputGradient,
  batchNormScaleGradient,
  channelMean,
  channelVariance,
  broadcastTo: broadcast(broadcastToOp, ([x]) => x),
  conv2dInputGradient,
  conv2dKernelGradient,
  depthwiseConv2dInputGradient,
  depthwiseConv2dKernelGradient,
  dropout,
  resample,
  transpose,
  adamRate: plainLoop(adamRateOp, SCALAR),
  argMax: plainLoop(argMaxOp, INDEXES),
  averagePool2dGradient: plainLoop(averagePool2dGradientOp, POOL_GRADIENT),
  cyclesBefore: plainLoop(cyclesBeforeOp, SCALAR),
  elementFunction: plainLoop(elementFunctionOp, POWERS),
  endsCycle: plainLoop(endsCycleOp, SCALAR),
  gather: plainLoop(gatherOp, COPY),
  gatherGradient: plainLoop(gatherGradientOp, INDEXES),
  keepMasked: plainLoop(keepMaskedOp, "not written yet: only pruning needs it"),
  logSoftmax: plainLoop(logSoftmaxOp, POWERS),
  magnitudeMask: plainLoop(magnitudeMaskOp, SCHEDULE),
  max: plainLoop(maxOp, "not written yet: no model of linnet has it"),
  maxPool2dGradient,
  min: plainLoop(minOp, "not written yet: no model of linnet has it"),
  momentCorrection: plainLoop(momentCorrectionOp, SCALAR),
  nadamFactor: plainLoop(nadamFactorOp, SCALAR),
  oneHot: plainLoop(oneHotOp, INDEXES),
  pairFunction: plainLoop(pairFunctionOp, POWERS),
  reluGradient: flat(reluGradientOp, ([dy, y], { low, high, slope }) => {
    const above = f32x4.greater(y, constant(low));
    const inside = high === null ? above : v128.and(above, f32x4.less(y, constant(high)));
    // Of a vector of 1, fewer instructions than a choice.
    const factor = slope === 0 ? v128.and(inside, constant(1)) : v128.select(constant(1), constant(slope), inside);
    return f32x4.multiply(dy, factor);
  }),
  sigmoidBinaryCrossEntropy: plainLoop(sigmoidBinaryCrossEntropyOp, LOSS),
  sigmoidBinaryCrossEntropyGradient: plainLoop(sigmoidBinaryCrossEntropyGradientOp, LOSS),
  sign: plainLoop(signOp, "not worth a kernel: only the gradient of `abs` and Lion have it"),
  sliceGradient: plainLoop(sliceGradientOp, COPY),
  softmaxCrossEntropy: plainLoop(softmaxCrossEntropyOp, LOSS),
  softmaxCrossEntropyGradient: plainLoop(softmaxCrossEntropyGradientOp, LOSS),
  uniform: plainLoop(uniformOp, "not worth a kernel: it is a few numbers an example"),
});

/** They, and what makes fewer of neighbors. */
export const allKernels = { table: kernels, merge: mergeSteps };
