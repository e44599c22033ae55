// "linnet/ops": every op that users call, functions composed of them, and what it takes to define one.

export { conv2dTranspose, type TransposedOptions } from "../conv2dTranspose.js";
export { type GroupedOptions, groupedConv2d } from "../groupedConv2d.js";
export {
  celu,
  elu,
  gelu,
  hardShrink,
  hardTanh,
  logSigmoid,
  mish,
  selu,
  softShrink,
  softsign,
  sparsePlus,
  sparseSigmoid,
  squareplus,
  tanhShrink,
} from "../nn.js";
export { groupNorm, type LocalResponseOptions, localResponseNorm } from "../normalizations.js";
export { apply, defineOp } from "../op.js";
export { type PadMode, type PadOptions, pad } from "../pad.js";
export { type ResizeOptions, resize } from "../resize.js";
export type { CoordinateMode, Interpolation, NearestRounding } from "../resizeTaps.js";
export { hardSigmoid, hardSwish, silu } from "../swish.js";
export type { OpDefinition } from "../tensor.js";
export { batchNorm } from "./batchNorm.js";
export { batchNormTraining } from "./batchNormTraining.js";
export { add, div, equal, greater, greaterEqual, maximum, minimum, mul, sub, type TensorLike } from "./binary.js";
export { broadcastTo } from "./broadcastTo.js";
export { concat } from "./concat.js";
export { conv2d } from "./conv2d.js";
export { sigmoidBinaryCrossEntropy, softmaxCrossEntropy } from "./crossEntropy.js";
export { depthwiseConv2d } from "./depthwiseConv2d.js";
export { dropout } from "./dropout.js";
export {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atan2,
  atanh,
  ceil,
  cos,
  cosh,
  expm1,
  floor,
  log1p,
  mod,
  pow,
  remainder,
  round,
  sin,
  sinh,
  tan,
} from "./elementFunctions.js";
export { argMax, gather, oneHot } from "./indexing.js";
export { matMul } from "./matMul.js";
export { pad2d } from "./pad2d.js";
export { averagePool2d, globalAveragePool2d, maxPool2d } from "./pool.js";
export { max, mean, min, sum } from "./reduce.js";
export { clip, leakyRelu, relu, relu6 } from "./relu.js";
export { channelShuffle, resample, type Tap, takeAlong } from "./resample.js";
export { flatten, reshape } from "./reshape.js";
export { slice } from "./slice.js";
export { logSoftmax, softmax } from "./softmax.js";
export { transpose } from "./transpose.js";
export { abs, erf, exp, log, neg, sigmoid, sign, softplus, sqrt, square, tanh } from "./unary.js";
export { where } from "./where.js";
