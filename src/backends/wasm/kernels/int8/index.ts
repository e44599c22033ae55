// The kernels of the ops of int8: a page with a network of whole numbers loads no others.

import { addInt8 } from "./addInt8.js";
import { conv2dInt8 } from "./conv2dInt8.js";
import { depthwiseConv2dInt8 } from "./depthwise.js";
import { maxPool2d } from "./maxPool.js";
import { dequantize, quantize } from "./quantize.js";

export { findInt8 } from "../../dotProduct.js";

export const int8Kernels = { addInt8, conv2dInt8, depthwiseConv2dInt8, dequantize, maxPool2d, quantize };
