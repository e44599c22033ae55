// Calls of the ops of int8, from real numbers to real numbers, so that every backend may keep what is between as bytes.

import { addInt8, conv2dInt8, depthwiseConv2dInt8, dequantize, quantize } from "../../src/tensor/ops/int8/index.js";
import type { Shape } from "../../src/tensor/shape.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import type { WindowOptions } from "../../src/tensor/window.js";
import { randomTensor } from "./compare.js";

const input = { scale: 0.02, zeroPoint: -3 };
/** Of what comes out. */
export const INT8_STEP = 0.05;
const output = { scale: INT8_STEP, zeroPoint: 7 };
const all = { low: -128, high: 127 };

/** Whole numbers from -127 to 127, from a key. */
function whole(shape: Shape, key: string, most = 127): Tensor {
  return randomTensor(shape, key, (value) => Math.round((value / 2) * most));
}

interface ConvolutionCase extends WindowOptions {
  readonly low?: number;
  readonly high?: number;
  /** Zero point of x. Default: -3. */
  readonly zeroPoint?: number;
}

function convolution(isDepthwise: boolean, kernel: Shape, { zeroPoint = -3, ...options }: ConvolutionCase = {}) {
  const outputs = isDepthwise ? kernel[2]! * kernel[3]! : kernel[3]!;
  const numbers = [
    whole(kernel, `kernel ${kernel}`),
    whole([outputs], `bias ${kernel}`, 20_000),
    randomTensor([outputs], `multiplier ${kernel}`, (value) => (2 + value) / 2000),
  ] as const;
  const settings = { xZeroPoint: zeroPoint, ...output, ...all, ...options };
  const run = isDepthwise ? depthwiseConv2dInt8 : conv2dInt8;
  return (x: Tensor): Tensor => dequantize(run(quantize(x, { ...input, zeroPoint }), numbers, settings), output);
}

export interface Int8Case {
  readonly name: string;
  readonly shapes: readonly Shape[];
  readonly f: (...inputs: Tensor[]) => Tensor;
}

const same = { padding: "same" } as const;
const two = { strides: 2, padding: "same" } as const;

export const int8Cases: readonly Int8Case[] = [
  { name: "quantize, dequantize", shapes: [[3, 37]], f: (x) => dequantize(quantize(x, input), input) },
  ...(
    [
      ["pixels", [1, 5, 7, 16], [1, 1, 16, 24], {}],
      ["pixels, odd lengths", [1, 3, 3, 13], [1, 1, 13, 9], {}],
      ["one pixel", [1, 1, 1, 64], [1, 1, 64, 10], {}],
      ["many pixels", [2, 17, 19, 8], [1, 1, 8, 48], { low: 7, high: 100 }],
      ["few columns", [1, 20, 20, 24], [1, 1, 24, 3], {}],
      ["3x3", [1, 6, 7, 5], [3, 3, 5, 8], same],
      ["3x3 of photographs", [2, 9, 9, 3], [3, 3, 3, 16], two],
      ["3x3 of -128", [1, 6, 6, 4], [3, 3, 4, 8], { ...same, zeroPoint: -128 }],
      ["5x5, dilated", [1, 11, 9, 4], [3, 3, 4, 6], { ...same, dilation: 2 }],
    ] as const
  ).map(([name, x, kernel, options]) => ({
    name: `conv2dInt8, ${name}`,
    shapes: [x],
    f: convolution(false, kernel, options),
  })),
  ...(
    [
      ["3x3", [1, 6, 7, 16], [3, 3, 16, 1], same],
      ["3x3, strides 2", [2, 7, 8, 24], [3, 3, 24, 1], two],
      ["3x3, strides 2, even", [1, 8, 8, 8], [3, 3, 8, 1], { ...two, low: 7 }],
      ["5x5, odd channels", [1, 7, 7, 11], [5, 5, 11, 1], same],
      ["3x3 of -128", [1, 5, 5, 12], [3, 3, 12, 1], { ...same, zeroPoint: -128 }],
      ["valid", [1, 5, 9, 20], [3, 3, 20, 1], {}],
      ["twice", [1, 5, 5, 4], [3, 3, 4, 2], same],
    ] as const
  ).map(([name, x, kernel, options]) => ({
    name: `depthwiseConv2dInt8, ${name}`,
    shapes: [x],
    f: convolution(true, kernel, options),
  })),
  ...[[2, 5, 5, 16] as const, [1, 3, 3, 5] as const].map((shape) => ({
    name: `addInt8 ${shape}`,
    shapes: [shape, shape],
    f: (a: Tensor, b: Tensor) => {
      const other = { scale: 0.03, zeroPoint: 5 };
      const multipliers = [input.scale / output.scale, other.scale / output.scale] as const;
      const sum = { multipliers, zeroPoints: [input.zeroPoint, other.zeroPoint], ...output, ...all } as const;
      return dequantize(addInt8(quantize(a, input), quantize(b, other), sum), output);
    },
  })),
];
