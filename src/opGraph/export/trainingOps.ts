// Ops that no file of another program holds, in any dialect: what trains, what passes make for a backend, and integers.

import { conv2dKernelGradientOp } from "../../tensor/gradients/conv2d.js";
import { depthwiseConv2dKernelGradientOp } from "../../tensor/gradients/depthwiseConv2d.js";
import * as groups from "../../tensor/opGroups.js";
import { invertedResidualOp } from "../../tensor/ops/invertedResidual.js";
import { noneExported, notExported } from "./exportTable.js";

const gradient = "it is part of a gradient, and files hold what predicts";
const training = "it is part of training, and files hold what predicts";
const quantized = "it is an op of real numbers before graphs are written";
const fused = "a pass makes it for one backend, after graphs are exported";

export const trainingOps = {
  ...noneExported(groups.gradientOps, gradient),
  conv2dKernelGradient: notExported(conv2dKernelGradientOp, gradient),
  depthwiseConv2dKernelGradient: notExported(depthwiseConv2dKernelGradientOp, gradient),
  ...noneExported(groups.int8Ops, quantized),
  ...noneExported(groups.trainingOps, training),
  invertedResidual: notExported(invertedResidualOp, fused),
} as const;
