// The options of TensorFlow Lite's ops: for each table of the schema's union `BuiltinOptions` its number, its name and its
// fields in order. Tables without a field that matters are not listed.

import { bool, choice, type Fields, float32, int32, vector } from "./flatTable.js";
import { tensorTypes } from "./schema.js";

const padding = choice(["SAME", "VALID"]);
const fusedActivationFunction = choice(["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"]);
const tensorType = choice(tensorTypes);
const fused = { fusedActivationFunction };

interface OptionsTable {
  readonly name: string;
  readonly fields: Fields;
}

/** By their numbers. */
export const optionTables: ReadonlyMap<number, OptionsTable> = new Map(
  Object.entries<OptionsTable>({
    1: {
      name: "Conv2DOptions",
      fields: {
        padding,
        strideW: int32(),
        strideH: int32(),
        ...fused,
        dilationWFactor: int32(1),
        dilationHFactor: int32(1),
      },
    },
    2: {
      name: "DepthwiseConv2DOptions",
      fields: {
        padding,
        strideW: int32(),
        strideH: int32(),
        depthMultiplier: int32(),
        ...fused,
        dilationWFactor: int32(1),
        dilationHFactor: int32(1),
      },
    },
    5: {
      name: "Pool2DOptions",
      fields: {
        padding,
        strideW: int32(),
        strideH: int32(),
        filterWidth: int32(),
        filterHeight: int32(),
        ...fused,
      },
    },
    8: {
      name: "FullyConnectedOptions",
      fields: { ...fused, weightsFormat: choice(["DEFAULT", "SHUFFLED4x16INT8"]), keepNumDims: bool() },
    },
    9: { name: "SoftmaxOptions", fields: { beta: float32() } },
    10: { name: "ConcatenationOptions", fields: { axis: int32(), ...fused } },
    11: { name: "AddOptions", fields: fused },
    12: { name: "L2NormOptions", fields: fused },
    13: {
      name: "LocalResponseNormalizationOptions",
      fields: { radius: int32(), bias: float32(), alpha: float32(), beta: float32() },
    },
    15: {
      name: "ResizeBilinearOptions",
      fields: { newHeight: int32(), newWidth: int32(), alignCorners: bool(), halfPixelCenters: bool() },
    },
    17: { name: "ReshapeOptions", fields: { newShape: vector(int32()) } },
    19: { name: "SpaceToDepthOptions", fields: { blockSize: int32() } },
    21: { name: "MulOptions", fields: fused },
    23: { name: "GatherOptions", fields: { axis: int32(), batchDims: int32() } },
    27: { name: "ReducerOptions", fields: { keepDims: bool() } },
    28: { name: "SubOptions", fields: fused },
    29: { name: "DivOptions", fields: fused },
    30: { name: "SqueezeOptions", fields: { squeezeDims: vector(int32()) } },
    32: {
      name: "StridedSliceOptions",
      fields: {
        beginMask: int32(),
        endMask: int32(),
        ellipsisMask: int32(),
        newAxisMask: int32(),
        shrinkAxisMask: int32(),
        offset: bool(),
      },
    },
    35: { name: "SplitOptions", fields: { numSplits: int32() } },
    37: { name: "CastOptions", fields: { inDataType: tensorType, outDataType: tensorType } },
    40: { name: "ArgMaxOptions", fields: { outputType: tensorType } },
    49: { name: "TransposeConvOptions", fields: { padding, strideW: int32(), strideH: int32(), ...fused } },
    55: { name: "ShapeOptions", fields: { outType: tensorType } },
    57: { name: "ArgMinOptions", fields: { outputType: tensorType } },
    58: { name: "FakeQuantOptions", fields: { min: float32(), max: float32() } },
    59: { name: "PackOptions", fields: { valuesCount: int32(), axis: int32() } },
    61: { name: "OneHotOptions", fields: { axis: int32() } },
    64: { name: "UnpackOptions", fields: { num: int32(), axis: int32() } },
    74: { name: "ResizeNearestNeighborOptions", fields: { alignCorners: bool(), halfPixelCenters: bool() } },
    75: { name: "LeakyReluOptions", fields: { alpha: float32() } },
    77: { name: "MirrorPadOptions", fields: { mode: choice(["REFLECT", "SYMMETRIC"]) } },
    79: { name: "SplitVOptions", fields: { numSplits: int32() } },
    94: { name: "DepthToSpaceOptions", fields: { blockSize: int32() } },
    101: { name: "BatchMatMulOptions", fields: { adjX: bool(), adjY: bool() } },
    102: { name: "CumsumOptions", fields: { exclusive: bool(), reverse: bool() } },
    116: { name: "GeluOptions", fields: { approximate: bool() } },
  }).map(([number, options]) => [Number(number), options]),
);
