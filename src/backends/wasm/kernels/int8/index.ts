// The kernels of the ops of int8.

import { addInt8Op } from "../../../../tensor/ops/int8/addInt8.js";
import { conv2dInt8Op, depthwiseConv2dInt8Op } from "../../../../tensor/ops/int8/convolutions.js";
import { dequantizeOp, quantizeOp } from "../../../../tensor/ops/int8/quantize.js";
import { plainLoop } from "../../../kernelTable.js";

const LATER = "not written yet";

export const int8Kernels = {
  addInt8: plainLoop(addInt8Op, LATER),
  conv2dInt8: plainLoop(conv2dInt8Op, LATER),
  depthwiseConv2dInt8: plainLoop(depthwiseConv2dInt8Op, LATER),
  dequantize: plainLoop(dequantizeOp, LATER),
  quantize: plainLoop(quantizeOp, LATER),
};
