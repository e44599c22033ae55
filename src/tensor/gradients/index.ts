// The gradients of the ops that networks predict with: those ops say "listed". Other ops have theirs beside them.

import type { GradientRules, OpDefinition } from "../tensor.js";
import { batchNormGradients } from "./batchNorm.js";
import { binaryGradients, matMulGradient } from "./binary.js";
import { conv2dGradients } from "./conv2d.js";
import { depthwiseConv2dGradients } from "./depthwiseConv2d.js";
import { elementFunctionGradients } from "./elementFunctions.js";
import { layoutGradients } from "./layout.js";
import { poolGradients } from "./pool.js";
import { reduceGradients } from "./reduce.js";
import { reluGradients } from "./relu.js";
import { unaryGradients } from "./unary.js";

export const listedGradients: ReadonlyMap<OpDefinition, GradientRules<object, readonly string[]>> = new Map([
  ...[...conv2dGradients, ...depthwiseConv2dGradients, matMulGradient],
  ...[...batchNormGradients, ...poolGradients],
  ...[...binaryGradients, ...unaryGradients, ...reluGradients],
  ...[...reduceGradients, ...layoutGradients, ...elementFunctionGradients],
]);
