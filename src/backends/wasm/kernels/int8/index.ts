// The kernels of the ops of int8: a page with a network of whole numbers loads no others.

import { tableOf } from "../../../kernelTable.js";
import { findInt8 } from "../../dotProduct.js";
import type { KernelContext, Served } from "../../kernel.js";
import { prediction } from "../prediction.js";
import { addInt8 } from "./addInt8.js";
import { conv2dInt8 } from "./conv2dInt8.js";
import { depthwiseConv2dInt8 } from "./depthwise.js";
import { maxPool2d } from "./maxPool.js";
import { dequantize, quantize } from "./quantize.js";

export const int8Kernels = { addInt8, conv2dInt8, depthwiseConv2dInt8, dequantize, maxPool2d, quantize };

/** All that networks of whole numbers predict with, and how the engine multiplies bytes. */
export function int8Predictions() {
  return { table: tableOf<Served, KernelContext>(Object.values({ ...prediction, ...int8Kernels })), int8: findInt8() };
}
