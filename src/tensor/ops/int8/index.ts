// Ops of whole numbers from -128 to 127, which backends may keep as bytes.

export { addInt8 } from "./addInt8.js";
export { conv2dInt8, depthwiseConv2dInt8 } from "./convolutions.js";
export type { Quantization, ScaledInt8 } from "./quantization.js";
export { isInt8 } from "./quantization.js";
export { dequantize, quantize } from "./quantize.js";
