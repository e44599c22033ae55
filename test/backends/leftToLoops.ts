// In which cases a backend that serves an op partly leaves it to the op's own loop: its gradients' ops are listed too.
//
// A case that is missing here fell back without anyone having decided so.

import { edgeCases } from "../support/edgeCases.js";

export interface LeftToLoops {
  readonly [op: string]: readonly string[];
}

/** The names of all edge cases of these ops. */
function edges(...ops: readonly string[]): string[] {
  return edgeCases.map(({ name }) => name).filter((name) => ops.some((op) => name.endsWith(`: ${op}`)));
}

/** Means of all numbers, as losses have. */
const meansOfAll = [
  "loss-sigmoidBinaryCrossEntropy",
  "loss-softmaxCrossEntropy",
  "sigmoidBinaryCrossEntropy",
  "softmaxCrossEntropy",
  ...edges("softmaxCrossEntropy", "sigmoidBinaryCrossEntropy"),
];

/** Sums over the last axis, gaps, several outputs a channel, gradients by the input of larger kernels with strides. */
export const wasmLeftToLoops: LeftToLoops = {
  broadcastTo: ["groupNorm"],
  conv2d: ["conv2d, dilated", "conv2dTranspose in groups, dilated"],
  conv2dFused: ["op-conv2d-8"],
  conv2dInputGradient: [
    "conv2d, dilated",
    "conv2d, explicit padding",
    "conv2d, pointwise with stride",
    "conv2d, stride 2 same, even size",
    "conv2dTranspose in groups, dilated",
    "conv2dTranspose, explicit padding and more",
    "conv2dTranspose, stride 2",
    "op-conv2d-2",
    "op-conv2d-3",
    "op-conv2d-5",
    "op-conv2d-6",
    "op-conv2d-8",
  ],
  depthwiseConv2d: ["depthwiseConv2d, multiplier 2, 5x5", "groupedConv2d, a channel a group"],
  depthwiseConv2dFused: ["op-depthwiseConv2d-5"],
  depthwiseConv2dInputGradient: [
    "depthwiseConv2d, multiplier 2, 5x5",
    "groupedConv2d, a channel a group",
    "op-depthwiseConv2d-5",
  ],
  depthwiseConv2dInt8: ["depthwiseConv2dInt8, twice"],
  depthwiseConv2dKernelGradient: [
    "depthwiseConv2d, multiplier 2, 5x5",
    "groupedConv2d, a channel a group",
    "op-depthwiseConv2d-5",
  ],
  div: ["groupNorm"],
  maxPool2dGradient: [...edges("maxPool2d, overlapping"), "maxPool2d, same, overlapping", "op-maxPool2d-3"],
  mean: ["groupNorm", ...meansOfAll],
  slice: ["slice"],
  sub: ["groupNorm"],
  sum: [
    ...edges("max", "min", "softmax"),
    "groupNorm",
    "max",
    "minimum",
    "mul, both broadcast",
    "mul, scalar",
    "op-mul-1",
    "op-softmax-1",
    "softmax",
    "softmax of one class",
    "sum, all",
    "sum, last axis kept",
  ],
};

/** Broadcasts and axes that a folded network does not have. */
export const gpuLeftToLoops: LeftToLoops = {
  mean: ["groupNorm", "mean, middle axis", ...meansOfAll],
};

/** Functions of which WGSL promises but a few digits. */
export const webGpuLeftToLoops: LeftToLoops = {
  elementFunction: ["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "sin", "sinh", "tan"],
};
