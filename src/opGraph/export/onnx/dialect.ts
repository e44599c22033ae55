// linnet's ops in ONNX (https://onnx.ai/onnx/operators).

import { conv2dInputGradientOp } from "../../../tensor/gradients/conv2d.js";
import { depthwiseConv2dInputGradientOp } from "../../../tensor/gradients/depthwiseConv2d.js";
import { batchNormOp } from "../../../tensor/ops/batchNorm.js";
import { batchNormOfBatchOp, channelMeanOp, channelVarianceOp } from "../../../tensor/ops/batchNormTraining.js";
import {
  addOp,
  divOp,
  equalOp,
  greaterEqualOp,
  greaterOp,
  maximumOp,
  minimumOp,
  mulOp,
  subOp,
} from "../../../tensor/ops/binary.js";
import { broadcastToOp } from "../../../tensor/ops/broadcastTo.js";
import { concatOp } from "../../../tensor/ops/concat.js";
import { conv2dFusedOp, conv2dOp } from "../../../tensor/ops/conv2d.js";
import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import { elementFunctionOp, pairFunctionOp } from "../../../tensor/ops/elementFunctions.js";
import { argMaxOp, gatherOp, oneHotOp } from "../../../tensor/ops/indexing.js";
import { dequantizeOp, quantizeOp } from "../../../tensor/ops/int8/quantize.js";
import { matMulFusedOp, matMulOp } from "../../../tensor/ops/matMul.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import { averagePool2dOp, maxPool2dOp } from "../../../tensor/ops/pool.js";
import { maxOp, meanOp, minOp, sumOp } from "../../../tensor/ops/reduce.js";
import { clipOp, leakyReluOp, relu6Op, reluOp } from "../../../tensor/ops/relu.js";
import { resampleOp } from "../../../tensor/ops/resample.js";
import { reshapeOp } from "../../../tensor/ops/reshape.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { logSoftmaxOp, softmaxOp } from "../../../tensor/ops/softmax.js";
import { transposeOp } from "../../../tensor/ops/transpose.js";
import {
  absOp,
  erfOp,
  expOp,
  logOp,
  negOp,
  oneMinusOp,
  sigmoidOp,
  signOp,
  softplusOp,
  sqrtOp,
  squareOp,
  tanhOp,
} from "../../../tensor/ops/unary.js";
import { whereOp } from "../../../tensor/ops/where.js";
import * as compositions from "../compositions.js";
import { type ExportDialect, exportTable, lowered, loweredOrWritten, written } from "../exportTable.js";
import { functionBy } from "../functions.js";
import { gatherRows } from "../indexing.js";
import { type ResamplingOps, resampleBy } from "../resampling.js";
import { trainingOps } from "../trainingOps.js";
import { convolution, dense, depthwise, fusedConvolution, transposed } from "./convolution.js";
import * as elementwise from "./elementwise.js";
import { fusedProduct, matrixProduct } from "./matMul.js";
import * as quantization from "./quantization.js";
import * as reductions from "./reductions.js";
import * as shapes from "./shapes.js";
import * as windows from "./windows.js";

const { binary, comparison, unary } = elementwise;

const resampling: ResamplingOps = {
  ...{ gather: "Gather", mul: "Mul", add: "Add" },
  pad: (writer, value, place, lengths) => {
    const pads = lengths.map((_, one) => Number(one === place));
    return writer.helper("Pad", [value, writer.integers([...pads.map(() => 0), ...pads])], { lengths });
  },
};

const functions = {
  ...{ floor: unary("Floor"), ceil: unary("Ceil"), round: unary("Round") },
  ...{ sin: unary("Sin"), cos: unary("Cos"), tan: unary("Tan") },
  ...{ asin: unary("Asin"), acos: unary("Acos"), atan: unary("Atan") },
  ...{ sinh: unary("Sinh"), cosh: unary("Cosh"), asinh: unary("Asinh"), acosh: unary("Acosh"), atanh: unary("Atanh") },
};
const pairFunctions = { pow: binary("Pow"), remainder: binary("Mod", { fmod: 1 }) };

const table = exportTable({
  abs: written(absOp, unary("Abs")),
  erf: written(erfOp, unary("Erf")),
  exp: written(expOp, unary("Exp")),
  log: written(logOp, unary("Log")),
  neg: written(negOp, unary("Neg")),
  oneMinus: lowered(oneMinusOp, compositions.oneMinus),
  sigmoid: written(sigmoidOp, unary("Sigmoid")),
  sign: written(signOp, unary("Sign")),
  softplus: written(softplusOp, unary("Softplus")),
  sqrt: written(sqrtOp, unary("Sqrt")),
  square: written(squareOp, elementwise.square),
  tanh: written(tanhOp, unary("Tanh")),
  clip: written(clipOp, elementwise.clip),
  leakyRelu: written(leakyReluOp, elementwise.leakyRelu),
  relu: written(reluOp, unary("Relu")),
  relu6: written(relu6Op, elementwise.relu6),
  add: written(addOp, binary("Add")),
  div: written(divOp, binary("Div")),
  equal: written(equalOp, comparison("Equal")),
  greater: written(greaterOp, comparison("Greater")),
  greaterEqual: written(greaterEqualOp, comparison("GreaterOrEqual")),
  maximum: written(maximumOp, binary("Max")),
  minimum: written(minimumOp, binary("Min")),
  mul: written(mulOp, elementwise.multiply),
  sub: written(subOp, binary("Sub")),
  where: written(whereOp, elementwise.choose),
  max: written(maxOp, reductions.reduce("ReduceMax")),
  mean: written(meanOp, reductions.reduce("ReduceMean")),
  min: written(minOp, reductions.reduce("ReduceMin")),
  sum: written(sumOp, reductions.reduce("ReduceSum")),
  argMax: written(argMaxOp, reductions.argMax),
  softmax: written(softmaxOp, reductions.overLast("Softmax")),
  logSoftmax: written(logSoftmaxOp, reductions.overLast("LogSoftmax")),
  matMul: written(matMulOp, matrixProduct),
  matMulFused: written(matMulFusedOp, fusedProduct),
  conv2d: written(conv2dOp, convolution(dense)),
  conv2dFused: written(conv2dFusedOp, fusedConvolution(dense)),
  depthwiseConv2d: written(depthwiseConv2dOp, convolution(depthwise)),
  depthwiseConv2dFused: written(depthwiseConv2dFusedOp, fusedConvolution(depthwise)),
  conv2dInputGradient: written(conv2dInputGradientOp, transposed(dense)),
  depthwiseConv2dInputGradient: written(depthwiseConv2dInputGradientOp, transposed(depthwise)),
  averagePool2d: written(averagePool2dOp, windows.pool("AveragePool")),
  maxPool2d: written(maxPool2dOp, windows.pool("MaxPool")),
  batchNorm: lowered(batchNormOp, compositions.normalize),
  batchNormOfBatch: lowered(batchNormOfBatchOp, compositions.normalize),
  channelMean: lowered(channelMeanOp, compositions.channelMean),
  channelVariance: lowered(channelVarianceOp, compositions.channelVariance),
  broadcastTo: written(broadcastToOp, shapes.repeat),
  concat: written(concatOp, shapes.join),
  pad2d: written(pad2dOp, windows.pad),
  resample: loweredOrWritten(resampleOp, compositions.resample, resampleBy(resampling)),
  reshape: written(reshapeOp, shapes.reshapeTo),
  slice: written(sliceOp, shapes.cut),
  transpose: written(transposeOp, shapes.transposeTo),
  gather: loweredOrWritten(gatherOp, compositions.gather, gatherRows("Gather")),
  oneHot: lowered(oneHotOp, compositions.oneHot),
  elementFunction: written(elementFunctionOp, functionBy("ONNX", functions)),
  quantize: written(quantizeOp, quantization.quantize),
  dequantize: written(dequantizeOp, quantization.dequantize),
  pairFunction: written(pairFunctionOp, functionBy("ONNX", pairFunctions)),
  ...trainingOps,
});

/**
 * Opset 17, of ONNX 1.12 (June 2022): the oldest with every op that is written here in its present form, so that onnxruntime
 * from 1.12 on, OpenCV, TensorRT, CoreML's and OpenVINO's converters read it.
 */
export const onnxDialect: ExportDialect = {
  dialect: "onnx",
  opset: 17,
  table,
  indexType: "int64",
  transpose: (writer, value, permutation, lengths) =>
    writer.helper("Transpose", [value], { lengths, attributes: { perm: permutation } }),
  toFloat: (writer, value, lengths) => writer.helper("Cast", [value], { lengths, attributes: { to: 1 } }),
  repeat: (writer, value, lengths) => writer.helper("Expand", [value, shapes.shapeValue(lengths, writer)], { lengths }),
  dequantize: quantization.dequantizeConstant,
  identity: (writer, value, lengths) => writer.helper("Identity", [value], { lengths }),
};
