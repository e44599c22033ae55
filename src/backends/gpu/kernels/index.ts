// The kernels of the GPU.js backend, by the op that they serve.

import type { KernelTable } from "../../backend.js";
import {
  conv2dInputGradientKernel,
  conv2dKernel,
  conv2dKernelGradientKernel,
  depthwiseConv2dInputGradientKernel,
  depthwiseConv2dKernel,
  depthwiseConv2dKernelGradientKernel,
} from "./conv2d.js";
import { activationKernel, addKernel } from "./elementwise.js";
import type { GpuKernel } from "./kernel.js";
import { matMulKernel } from "./matMul.js";
import { averagePool2dKernel, meanKernel } from "./pool.js";
import { softmaxKernel } from "./softmax.js";

export const kernels: KernelTable<GpuKernel> = {
  add: addKernel,
  averagePool2d: averagePool2dKernel,
  conv2d: conv2dKernel,
  conv2dFused: conv2dKernel,
  conv2dInputGradient: conv2dInputGradientKernel,
  conv2dKernelGradient: conv2dKernelGradientKernel,
  depthwiseConv2d: depthwiseConv2dKernel,
  depthwiseConv2dFused: depthwiseConv2dKernel,
  depthwiseConv2dInputGradient: depthwiseConv2dInputGradientKernel,
  depthwiseConv2dKernelGradient: depthwiseConv2dKernelGradientKernel,
  matMul: matMulKernel,
  matMulFused: matMulKernel,
  mean: meanKernel,
  relu: activationKernel("relu"),
  relu6: activationKernel("relu6"),
  softmax: softmaxKernel,
};
