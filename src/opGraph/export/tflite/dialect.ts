// linnet's ops in TensorFlow Lite (https://www.tensorflow.org/mlir/tfl_ops).

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

import { transposedConvolution, transposedDepthwise } from "../transposedConvolution.js";
import * as elementwise from "./elementwise.js";
import { withIntegerEnds } from "./integerEnds.js";
import { integerOps } from "./integerOps.js";
import * as products from "./products.js";
import * as shapes from "./shapes.js";
import * as windows from "./windows.js";

const { binary, comparison, unary } = elementwise;
const { alone } = products;

const resampling: ResamplingOps = {
  ...{ gather: "GATHER", mul: "MUL", add: "ADD" },
  pad: (writer, value, place, lengths) => {
    const pads = lengths.flatMap((_, one) => [0, Number(one === place)]);
    return writer.helper("PAD", [value, writer.integers(pads, [lengths.length, 2])], { lengths });
  },
};

const functions = {
  ...{ floor: unary("FLOOR"), ceil: unary("CEIL"), round: unary("ROUND"), sin: unary("SIN"), cos: unary("COS") },
};
const pairFunctions = { pow: binary("POW"), mod: binary("FLOOR_MOD") };

const table = exportTable({
  abs: written(absOp, unary("ABS")),
  erf: lowered(erfOp, compositions.errorFunction),
  exp: written(expOp, unary("EXP")),
  log: written(logOp, unary("LOG")),
  neg: written(negOp, unary("NEG")),
  oneMinus: lowered(oneMinusOp, compositions.oneMinus),
  sigmoid: written(sigmoidOp, unary("LOGISTIC")),
  sign: written(signOp, unary("SIGN")),
  softplus: lowered(softplusOp, compositions.softplus),
  sqrt: written(sqrtOp, unary("SQRT")),
  square: written(squareOp, unary("SQUARE")),
  tanh: written(tanhOp, unary("TANH")),
  clip: written(clipOp, elementwise.clip),
  leakyRelu: written(leakyReluOp, elementwise.leakyRelu),
  relu: written(reluOp, unary("RELU")),
  relu6: written(relu6Op, unary("RELU6")),
  add: written(addOp, binary("ADD")),
  div: written(divOp, binary("DIV")),
  equal: written(equalOp, comparison("EQUAL")),
  greater: written(greaterOp, comparison("GREATER")),
  greaterEqual: written(greaterEqualOp, comparison("GREATER_EQUAL")),
  maximum: written(maximumOp, binary("MAXIMUM")),
  minimum: written(minimumOp, binary("MINIMUM")),
  mul: written(mulOp, elementwise.multiply),
  sub: written(subOp, binary("SUB")),
  where: written(whereOp, elementwise.choose),
  max: written(maxOp, shapes.reduce("REDUCE_MAX")),
  mean: written(meanOp, shapes.reduce("MEAN")),
  min: written(minOp, shapes.reduce("REDUCE_MIN")),
  sum: written(sumOp, shapes.reduce("SUM")),
  argMax: written(argMaxOp, shapes.argMax),
  softmax: written(softmaxOp, unary("SOFTMAX", { beta: 1 })),
  logSoftmax: written(logSoftmaxOp, unary("LOG_SOFTMAX")),
  matMul: written(matMulOp, alone(products.matrixProduct)),
  matMulFused: written(matMulFusedOp, products.matrixProduct),
  conv2d: written(conv2dOp, alone(products.convolution)),
  conv2dFused: written(conv2dFusedOp, products.convolution),
  depthwiseConv2d: written(depthwiseConv2dOp, alone(products.depthwise)),
  depthwiseConv2dFused: written(depthwiseConv2dFusedOp, products.depthwise),
  conv2dInputGradient: lowered(conv2dInputGradientOp, transposedConvolution),
  depthwiseConv2dInputGradient: lowered(depthwiseConv2dInputGradientOp, transposedDepthwise),
  averagePool2d: written(averagePool2dOp, windows.averagePool),
  maxPool2d: written(maxPool2dOp, windows.maxPool),
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
  gather: loweredOrWritten(gatherOp, compositions.gather, gatherRows("GATHER")),
  oneHot: lowered(oneHotOp, compositions.oneHot),
  elementFunction: written(elementFunctionOp, functionBy("TensorFlow Lite", functions)),
  quantize: written(quantizeOp, unary("QUANTIZE")),
  dequantize: written(dequantizeOp, unary("DEQUANTIZE")),
  pairFunction: written(pairFunctionOp, functionBy("TensorFlow Lite", pairFunctions)),
  ...trainingOps,
});

/** Ops that LiteRT and TensorFlow Lite of 2020 and later run without additions. */
export const tfliteDialect: ExportDialect = {
  dialect: "tflite",
  opset: 0,
  table,
  indexType: "int32",
  transpose: (writer, value, permutation, lengths) =>
    writer.helper("TRANSPOSE", [value, writer.integers(permutation)], { lengths }),
  toFloat: (writer, value, lengths) =>
    writer.helper("CAST", [value], { lengths, attributes: { inDataType: "BOOL", outDataType: "FLOAT32" } }),
  repeat: (writer, value, lengths) =>
    writer.helper("BROADCAST_TO", [value, shapes.shapeValue(lengths, writer)], { lengths }),
  dequantize: (writer, value, _kind, lengths) => writer.helper("DEQUANTIZE", [value], { lengths }),
  finish: (graph, network) => withIntegerEnds(integerOps(graph), network),
  identity: (writer, value, lengths) => shapes.sameValue(writer, value, lengths),
};
