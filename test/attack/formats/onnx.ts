// ONNX files under attack: read, and traced as networks.

import { Network } from "../../../src/model/network.js";
import {
  floats,
  graphOf,
  int,
  int64s,
  ints,
  node,
  type OnnxModel,
  onnxBytes,
  tensor,
  valueInfo,
} from "../../support/onnxModel.js";
import { readFilesFixture, unpack } from "../../support/packedFiles.js";
import type { Format } from "../format.js";

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => Math.sin(index));

/** A convolution with batch normalization, pooling, and a dense layer, its shapes computed in the graph. */
const classifier: OnnxModel = {
  inputs: [valueInfo("x", ["batch", 3, 8, 8])],
  outputs: ["y"],
  nodes: [
    node("Conv", ["x", "kernel", "bias"], ["c"], { pads: ints(1, 1, 1, 1), strides: ints(2, 2) }),
    node("BatchNormalization", ["c", "gamma", "beta", "mean", "variance"], ["n"]),
    node("Clip", ["n", "zero", "six"], ["r"]),
    node("MaxPool", ["r"], ["p"], { kernel_shape: ints(2, 2), strides: ints(2, 2) }),
    node("Shape", ["p"], ["s"]),
    node("Gather", ["s", "first"], ["b"], { axis: int(0) }),
    node("Unsqueeze", ["b", "axes"], ["u"]),
    node("Concat", ["u", "rest"], ["to"], { axis: int(0) }),
    node("Reshape", ["p", "to"], ["f"]),
    node("Gemm", ["f", "weights", "offsets"], ["g"], { transB: int(1) }),
    node("Softmax", ["g"], ["y"], { axis: int(-1) }),
  ],
  tensors: [
    floats("kernel", [4, 3, 3, 3], numbers(108)),
    floats("bias", [4], numbers(4)),
    ...["gamma", "beta", "mean"].map((name) => floats(name, [4], numbers(4))),
    floats("variance", [4], [1, 2, 3, 4]),
    floats("zero", [], [0]),
    floats("six", [], [6]),
    tensor("first", [], { dataType: 7, int64Data: [0n] }),
    int64s("axes", [0]),
    int64s("rest", [-1]),
    floats("weights", [2, 16], numbers(32)),
    floats("offsets", [2], numbers(2)),
  ],
};

/** What explodes where a number is another: shapes that the file gives, repeats, pads, sizes. */
const shapes: OnnxModel = {
  inputs: [valueInfo("x", [1, 2, 4, 4])],
  outputs: ["y", "z"],
  nodes: [
    node("ConstantOfShape", ["like"], ["ones"], { value: { type: 4, t: floats("", [1], [1]) } }),
    node("Range", ["start", "limit", "step"], ["range"]),
    node("Tile", ["x", "repeats"], ["tiled"]),
    node("Expand", ["ones", "wide"], ["expanded"]),
    node("Pad", ["tiled", "pads"], ["padded"]),
    node("Resize", ["padded", "", "", "sizes"], ["resized"], { mode: { type: 3, s: Buffer.from("linear") } }),
    node("Slice", ["resized", "starts", "ends", "axes", "steps"], ["sliced"]),
    node("Split", ["sliced"], ["left", "right"], { axis: int(1), num_outputs: int(2) }),
    node("Gather", ["left", "range"], ["picked"], { axis: int(3) }),
    node("Transpose", ["picked"], ["turned"], { perm: ints(0, 2, 3, 1) }),
    node("ReduceMean", ["turned"], ["y"], { axes: ints(1), keepdims: int(0) }),
    node("Add", ["right", "expanded"], ["z"]),
  ],
  opset: 18,
  tensors: [
    int64s("like", [1, 1]),
    ...[0, 3, 1].map((value, index) =>
      tensor(["start", "limit", "step"][index]!, [], { dataType: 7, int64Data: [BigInt(value)] }),
    ),
    int64s("repeats", [1, 2, 1, 1]),
    int64s("wide", [3, 1]),
    int64s("pads", [0, 0, 1, 1, 0, 0, 1, 1]),
    int64s("sizes", [1, 4, 3, 8]),
    int64s("starts", [0]),
    int64s("ends", [-1]),
    int64s("axes", [3]),
    int64s("steps", [2]),
  ],
};

/** A loop of two rounds, a branch, and numbers of eight bits. */
const inner: OnnxModel = {
  inputs: [valueInfo("x", [1, 4])],
  outputs: ["y"],
  nodes: [
    node("DequantizeLinear", ["bytes", "scale", "point"], ["w"], { axis: int(0) }),
    node("MatMul", ["x", "w"], ["m"]),
    node("QuantizeLinear", ["m", "half", "middle"], ["q"]),
    node("DequantizeLinear", ["q", "half", "middle"], ["d"]),
    node("If", ["yes"], ["chosen"], {
      then_branch: { type: 5, g: graphOf([node("Relu", ["d"], ["then"])], "then") },
      else_branch: { type: 5, g: graphOf([node("Neg", ["d"], ["else"])], "else") },
    }),
    node("LayerNormalization", ["chosen", "gamma"], ["y"]),
  ],
  tensors: [
    tensor("bytes", [4, 2], { dataType: 3, rawData: Uint8Array.of(1, 255, 3, 4, 250, 6, 7, 128) }),
    floats("scale", [4], [0.1, 0.2, 0.3, 0.4]),
    tensor("point", [4], { dataType: 3, int32Data: [0, 1, -1, 2] }),
    floats("half", [], [0.5]),
    tensor("middle", [], { dataType: 2, int32Data: [128] }),
    tensor("yes", [], { dataType: 9, int32Data: [1] }),
    floats("gamma", [2], [1, 2]),
  ],
};

/** Networks of integers, by pairs of QuantizeLinear and DequantizeLinear and by ops of their own. */
const { cases } = readFilesFixture("onnxInt8") as { readonly cases: readonly { readonly file: string }[] };
const quantized = [cases[0]!, cases[3]!];

export const onnx: Format = {
  name: "onnx",
  seeds: async () => [...[classifier, shapes, inner].map(onnxBytes), ...quantized.map(({ file }) => unpack(file))],
  open: (bytes, file) => Network.load(new File([Uint8Array.from(bytes)], file)),
};
