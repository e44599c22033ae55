// The kernels of the ops of int8.

import { conv2dInt8Op } from "../../../../tensor/ops/int8/convolutions.js";
import { plainLoop } from "../../../kernelTable.js";
import { addInt8 } from "./addInt8.js";
import { depthwiseConv2dInt8 } from "./depthwise.js";
import { dequantize, quantize } from "./quantize.js";

export const int8Kernels = {
  addInt8,
  conv2dInt8: plainLoop(conv2dInt8Op, "not written yet"),
  depthwiseConv2dInt8,
  dequantize,
  quantize,
};
