// Convolutions, pools and dense layers of TensorFlow Lite.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { conv2dTranspose } from "../../tensor/conv2dTranspose.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { groupedConv2d } from "../../tensor/groupedConv2d.js";
import { add } from "../../tensor/ops/binary.js";
import { depthwiseConv2d } from "../../tensor/ops/depthwiseConv2d.js";
import { reshapeStored } from "../../tensor/ops/int8/storedInt8.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { averagePool2d, maxPool2d } from "../../tensor/ops/pool.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { transpose } from "../../tensor/ops/transpose.js";
import { sqrt, square } from "../../tensor/ops/unary.js";
import { formatShape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { Pair, WindowOptions } from "../../tensor/window.js";
import { flagOf, numberOf, wordOf } from "../attributes.js";
import { convolvedInt8, int8Kernel, multipliedInt8 } from "../functions/int8Convolution.js";
import { picturesOf } from "../functions/pictures.js";
import { int8Of } from "../functions/rounding.js";
import { takes } from "../likeOnnx.js";
import type { OpFunction, OpTable } from "../opTable.js";
import { permute, type Requantize, shapeOf, tensorValue, toNumbers, toTensor, type Value } from "../value.js";
import { activated, roundableWithActivation } from "./fused.js";

function paddingOf(node: GraphNode): "same" | "valid" {
  return wordOf(node, "padding", "SAME") === "SAME" ? "same" : "valid";
}

function stridesOf(node: GraphNode): Pair {
  return [numberOf(node, "strideH"), numberOf(node, "strideW")];
}

function windowOf(node: GraphNode): WindowOptions {
  const dilation: Pair = [numberOf(node, "dilationHFactor"), numberOf(node, "dilationWFactor")];
  return { strides: stridesOf(node), padding: paddingOf(node), dilation };
}

/** A kernel, which stands in the file as `[outputs, height, width, inputs]`. */
function storedKernel(value: Value): Tensor {
  const kernel = toTensor(value);
  if (kernel.rank === 4) return kernel;
  throw new LinnetError(`expected a kernel with four axes, got ${formatShape(kernel.shape)}`);
}

/** With the bias, which may be left out, and the activation. */
function finished(y: Tensor, bias: Value | null | undefined, node: GraphNode): Value[] {
  return [tensorValue(activated(bias == null ? y : add(y, toTensor(bias)), node))];
}

/** Where the kernel has fewer channels than x, each group of outputs reads its own group of inputs. */
const convolution: OpFunction = ([x, stored, bias], node) => {
  const [pictures, kernel] = [picturesOf(x!), transpose(storedKernel(stored!), [1, 2, 3, 0])];
  const groups = pictures.shape[3]! / kernel.shape[2]!;
  return finished(groupedConv2d(pictures, kernel, { ...windowOf(node), groups }), bias, node);
};

/** Of whole numbers, where the kernel reads all channels. */
const convolutionOfInt8 = inInt8(([x, stored, bias = null], node) => {
  const [own, kernel] = [int8Of(x), int8Kernel(stored!, 0)];
  const [outputs, height, width, inputs] = shapeOf(stored!);
  if (own?.axes !== null || own.tensor.rank !== 4 || own.tensor.shape[3] !== inputs || kernel === null) return null;
  const turned = (): Tensor => permute(storedKernel(kernel.numbers), [1, 2, 3, 0]);
  const cells = height! * width! * inputs!;
  const { scale } = kernel;
  return convolvedInt8({ x: own, kernel: turned, scale, bias, outputs: outputs!, cells, window: windowOf(node) });
});

const depthwiseOfInt8 = inInt8(([x, stored, bias = null], node) => {
  const [own, kernel] = [int8Of(x), int8Kernel(stored!, 3)];
  const [one, height, width, outputs] = shapeOf(stored!);
  const channels = own?.tensor.shape[3];
  const isPlain = own?.axes === null && own.tensor.rank === 4 && one === 1 && outputs! % channels! === 0;
  if (!isPlain || kernel === null) return null;
  const ofChannels = (): Tensor =>
    reshapeStored(toTensor(kernel.numbers), [height!, width!, channels!, outputs! / channels!]);
  const [cells, { scale }] = [height! * width!, kernel];
  const options = { scale, bias, outputs: outputs!, cells, window: windowOf(node), isDepthwise: true };
  return convolvedInt8({ x: own, kernel: ofChannels, ...options });
});

const denseOfInt8 = inInt8(([x, weights, bias = null], node) => {
  const [own, kernel] = [int8Of(x), int8Kernel(weights!, 0)];
  const [units, depth] = shapeOf(weights!);
  const isPlain = own?.axes === null && shapeOf(weights!).length === 2 && own.tensor.size % depth! === 0;
  if (!isPlain || kernel === null || wordOf(node, "weightsFormat", "DEFAULT") !== "DEFAULT") return null;
  const rows = own.tensor.size / depth!;
  const shape = flagOf(node, "keepNumDims", false) ? [...own.tensor.shape.slice(0, -1), units!] : [rows, units!];
  const matrix = (): Tensor => permute(toTensor(kernel.numbers), [1, 0]);
  const { scale } = kernel;
  return multipliedInt8({ x: own, matrix, scale, bias, depth: depth!, outputs: units!, shape });
});

/** What gives its numbers in the order of their axes. */
function inInt8(make: (...call: Parameters<OpFunction>) => Requantize | null) {
  return (...call: Parameters<OpFunction>) => {
    const requantize = make(...call);
    return requantize && { requantize, axes: null };
  };
}

const depthwiseConvolution: OpFunction = ([x, kernel, bias], node) => {
  const pictures = picturesOf(x!);
  const stored = toTensor(kernel!);
  const channels = pictures.shape[3]!;
  const [one, height, width, outputs] = stored.shape;
  if (stored.rank !== 4 || one !== 1 || outputs! % channels !== 0) {
    const found = `got ${formatShape(stored.shape)} for ${channels} channels`;
    throw new LinnetError(
      `expected a kernel [1, height, width, outputs], outputs a multiple of the channels, ${found}`,
    );
  }
  const own = reshape(stored, [height!, width!, channels, outputs! / channels]);
  return finished(depthwiseConv2d(pictures, own, windowOf(node)), bias, node);
};

/** The output's shape is an input, of which the batch is left out. */
const transposedConvolution: OpFunction = ([size, stored, x, bias], node) => {
  const [, height = 0, width = 0] = toNumbers(size!, "the output's shape");
  const kernel = transpose(storedKernel(stored!), [1, 2, 0, 3]);
  const options = { strides: stridesOf(node), padding: paddingOf(node), outputSize: [height, width] } as const;
  return finished(conv2dTranspose(picturesOf(x!), kernel, options), bias, node);
};

function pool(
  run: (x: Tensor, options: { poolSize: Pair; strides: Pair; padding: "same" | "valid" }) => Tensor,
): OpFunction {
  return takes(1, ([x], node) => {
    const poolSize: Pair = [numberOf(node, "filterHeight"), numberOf(node, "filterWidth")];
    const pooled = run(picturesOf(x!), { poolSize, strides: stridesOf(node), padding: paddingOf(node) });
    return finished(pooled, null, node);
  });
}

const dense: OpFunction = ([x, weights, bias], node) => {
  const format = wordOf(node, "weightsFormat", "DEFAULT");
  if (format !== "DEFAULT") throw new LinnetError(`linnet cannot read weights in the order ${describe(format)}`);
  const [input, matrix] = [toTensor(x!), toTensor(weights!)];
  const [units, depth] = matrix.shape;
  if (matrix.rank !== 2 || input.size % depth! !== 0)
    throw new LinnetError(
      `expected weights [units, inputs], got ${formatShape(matrix.shape)} for ${formatShape(input.shape)}`,
    );
  const y = matMul(reshape(input, [input.size / depth!, depth!]), matrix, { transposeB: true });
  const keepsAxes = flagOf(node, "keepNumDims", false);
  return finished(keepsAxes ? reshape(y, [...input.shape.slice(0, -1), units!]) : y, bias, node);
};

export const convolutions: OpTable = {
  ops: {
    CONV_2D: takes(2, roundableWithActivation(convolution, convolutionOfInt8)),
    DEPTHWISE_CONV_2D: takes(2, roundableWithActivation(depthwiseConvolution, depthwiseOfInt8)),
    TRANSPOSE_CONV: takes(3, transposedConvolution),
    AVERAGE_POOL_2D: pool(averagePool2d),
    MAX_POOL_2D: pool(maxPool2d),
    L2_POOL_2D: pool((x, options) => sqrt(averagePool2d(square(x), options))),
    FULLY_CONNECTED: takes(2, roundableWithActivation(dense, denseOfInt8)),
  },
  learned: {
    CONV_2D: [1, 2],
    DEPTHWISE_CONV_2D: [1, 2],
    TRANSPOSE_CONV: [1, 3],
    FULLY_CONNECTED: [1, 2],
  },
};
