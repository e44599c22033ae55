// The same kernels in whole numbers of a byte. No program begins or ends with bytes: so a kernel stands between a step that
// makes bytes of numbers and one that reads a single pixel, and what these two take alone is subtracted.

import { type Backend, type Program, Tensor } from "linnet";
import { graphOf, makePlan } from "linnet/graph";
import { conv2dInt8, depthwiseConv2dInt8, dequantize, quantize } from "../../src/tensor/ops/int8/index.ts";
import type { KernelShape } from "./shapes.ts";

export interface Int8Kernel {
  /** With the steps around the kernel. */
  run(): Promise<void>;
  /** Those steps alone. */
  runAround(): Promise<void>;
  close(): Promise<void>;
}

const quantization = { scale: 1 / 127, zeroPoint: 0 };
const output = { scale: 1 / 127, xZeroPoint: 0, zeroPoint: 0, low: -128, high: 127 };

/** Null where the backend has no kernel for it. A residual is left out: its sum is a step of its own in int8. */
export async function openInt8Kernel(shape: KernelShape, backend: Backend): Promise<Int8Kernel | null> {
  const [x] = shape.tensors;
  const pixels = x!.shape.length === 4 ? x!.shape : [x!.shape[0]!, 1, 1, x!.shape[1]!];
  const start = Tensor.placeholder(pixels);
  const bytes = quantize(start, quantization);
  const whole = await compileFor(start, onePixel(convolve(bytes, shape)), { backend, values: x!.values });
  const around = await compileFor(start, onePixel(bytes), { backend, values: x!.values });
  const close = async (): Promise<void> => {
    await whole.close();
    await around.close();
  };
  if (whole.servedBy.includes("reference")) {
    await close();
    return null;
  }
  return {
    run: async () => {
      await whole.run([]);
    },
    runAround: async () => {
      await around.run([]);
    },
    close,
  };
}

function convolve(x: Tensor, { kind, stride, tensors }: KernelShape): Tensor {
  const kernel = tensors[1]!;
  const shape = kernel.shape.length === 4 ? kernel.shape : [1, 1, ...kernel.shape];
  const options = { ...output, strides: stride, padding: "same" } as const;
  const parts = weights(shape, kind === "depthwise" ? shape[2]! : shape[3]!);
  return kind === "depthwise" ? depthwiseConv2dInt8(x, parts, options) : conv2dInt8(x, parts, options);
}

/** A few sums of the first pixel. */
function onePixel(bytes: Tensor): Tensor {
  const [, height, width, channels] = bytes.shape;
  const options = { ...output, strides: [height!, width!], padding: "valid" } as const;
  return dequantize(conv2dInt8(bytes, weights([1, 1, channels!, 16], 16), options), quantization);
}

/** Whole numbers as kernel, no bias, and a multiplier that keeps sums small. */
function weights(shape: readonly number[], channels: number): [kernel: Tensor, bias: Tensor, multiplier: Tensor] {
  const size = shape.reduce((a, b) => a * b, 1);
  const kernel = Float32Array.from({ length: size }, (_, index) => ((index * 37) % 255) - 127);
  return [
    Tensor.from(kernel, shape),
    Tensor.from(new Float32Array(channels), [channels]),
    Tensor.from(new Float32Array(channels).fill(1 / 4096), [channels]),
  ];
}

async function compileFor(
  x: Tensor,
  result: Tensor,
  { backend, values }: { readonly backend: Backend; readonly values: Float32Array },
): Promise<Program> {
  const state = [{ tensor: x, next: x }];
  const plan = makePlan(graphOf([], [result]), state, { int8: backend.storesInt8 ?? false });
  const program = await backend.compile(plan);
  await program.writeState([values]);
  return program;
}
