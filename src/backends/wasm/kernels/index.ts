// Which kernel serves which op.

import type { KernelMaker } from "../kernel.js";
import { formulas } from "./arithmetic.js";
import { batchNorm, channelVariance, ownInputGradient, scaleGradient } from "./batchNorm.js";
import { directConv2d } from "./conv2d.js";
import { conv2dKernelGradient } from "./conv2dKernelGradient.js";
import { depthwise, depthwiseInputGradient } from "./depthwise.js";
import { depthwiseKernelGradient } from "./depthwiseKernelGradient.js";
import { dropout } from "./dropout.js";
import { elementwise } from "./elementwise.js";
import { invertedResidual } from "./invertedResidual.js";
import { matMul, pointwise, pointwiseInputGradient, pointwiseKernelGradient } from "./matMul.js";
import { averagePool, maxPool } from "./pool.js";
import { mean, sum } from "./reduce.js";

const convolution: KernelMaker = (site) => pointwise(site) ?? directConv2d(site);

const kernelGradient: KernelMaker = (site) => pointwiseKernelGradient(site) ?? conv2dKernelGradient(site);

export const kernelMakers: { readonly [op: string]: KernelMaker | undefined } = {
  ...Object.fromEntries(Object.keys(formulas).map((op) => [op, elementwise])),
  conv2d: convolution,
  conv2dFused: convolution,
  conv2dInputGradient: pointwiseInputGradient,
  conv2dKernelGradient: kernelGradient,
  depthwiseConv2d: depthwise,
  depthwiseConv2dFused: depthwise,
  depthwiseConv2dInputGradient: depthwiseInputGradient,
  depthwiseConv2dKernelGradient: depthwiseKernelGradient,
  dropout,
  invertedResidual,
  matMul,
  matMulFused: matMul,
  averagePool2d: averagePool,
  maxPool2d: maxPool,
  sum,
  mean,
  batchNorm,
  ownBatchNorm: batchNorm,
  channelVariance,
  batchNormScaleGradient: scaleGradient,
  ownBatchNormInputGradient: ownInputGradient,
};
