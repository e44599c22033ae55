// Convolutions in ONNX, with channels before pixels.

import { isCallOf } from "../../../tensor/op.js";
import type { Fused } from "../../../tensor/ops/epilogue.js";
import { pad2dOp } from "../../../tensor/ops/pad2d.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { Padding2d, Window2d } from "../../../tensor/window.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { inOrder, type Order } from "../order.js";
import type { TransposedWindow } from "../transposedConvolution.js";
import { fusedParts, writeFused } from "./fused.js";
import { groupedConvolution } from "./grouped.js";
import { PICTURES, padsOf } from "./windows.js";

/** `[height, width, inputs, outputs]` as `[outputs, inputs, height, width]`. */
const KERNEL: Order = [3, 2, 0, 1];

type Convolution<A> = OpCall<A, readonly string[]>;

interface Kernel {
  readonly value: string;
  readonly groups: number;
}

type ReadKernel = (kernel: Tensor, writer: GraphWriter) => Kernel;

/** `Conv`. */
export function convolution(read: ReadKernel) {
  return ({ inputs, output, attributes }: Convolution<Window2d>, writer: GraphWriter): void => {
    const fused = { base: attributes, activation: "none" } as const;
    fusedConvolution(read)({ inputs, output, attributes: fused, twin: fused }, writer);
  };
}

/** `Conv` with a bias, and after it the sum with a residual and the activation. */
export function fusedConvolution(readKernel: ReadKernel) {
  return ({ inputs, output, attributes }: Convolution<Fused<Window2d>>, writer: GraphWriter): void => {
    const kernel = inputs[1]!;
    const { x, padding } = withoutPadding(inputs[0]!, attributes.base.padding);
    const { value, groups } = readKernel(kernel, writer);
    const { bias, residual } = fusedParts(inputs, output);
    const read = [writer.read(x, PICTURES), value];
    if (bias !== undefined) read.push(writer.read(bias, [0], "bias"));
    const { strides, dilation } = attributes.base;
    const own = { kernel_shape: kernel.shape.slice(0, 2), strides, dilations: dilation, group: groups };
    const node = { op: "Conv", inputs: read, attributes: { ...own, pads: padsOf(padding) } };
    writeFused(node, { output, residual, activation: attributes.activation, order: PICTURES }, writer);
  };
}

/** `Conv` with groups for a concatenation of convolutions of each; whether it is one. */
export function writeGrouped(output: Tensor, writer: GraphWriter): boolean {
  const grouped = groupedConvolution(output);
  if (grouped === null) return false;
  const { x, kernel, groups, window } = grouped;
  const read: ReadKernel = (whole) => ({ ...dense(whole, writer), groups });
  convolution(read)({ inputs: [x, kernel], output, attributes: window, twin: window }, writer);
  return true;
}

/** `ConvTranspose`; what the strides leave open of the output's size is padding at its end. */
export function transposed(readKernel: ReadKernel) {
  return (call: OpCall<TransposedWindow, readonly string[]>, writer: GraphWriter): void => {
    const [x, kernel] = call.inputs as readonly [Tensor, Tensor];
    const { strides, dilation, padding, inputShape } = call.attributes;
    const { value, groups } = readKernel(kernel, writer);
    const more = ([0, 1] as const).map((axis) => {
      const span = (kernel.shape[axis]! - 1) * dilation[axis] + 1;
      const cut = padding[2 * axis]! + padding[2 * axis + 1]!;
      return inputShape[1 + axis]! - (strides[axis] * (x.shape[1 + axis]! - 1) + span - cut);
    });
    const own = { kernel_shape: kernel.shape.slice(0, 2), strides, dilations: dilation, group: groups };
    const attributes = { ...own, pads: padsOf(padding), output_padding: more };
    writer.emit(call.output, "ConvTranspose", [writer.read(x, PICTURES), value], { order: PICTURES, attributes });
  };
}

export function dense(kernel: Tensor, writer: GraphWriter): Kernel {
  return { value: writer.read(kernel, KERNEL, "kernel"), groups: 1 };
}

/** A group a channel: `[height, width, channels, multiplier]` has one input and `channels * multiplier` outputs. */
export function depthwise(kernel: Tensor, writer: GraphWriter): Kernel {
  const [height, width, channels, multiplier] = kernel.shape as [number, number, number, number];
  const shape = [height, width, 1, channels * multiplier];
  if (kernel.isConcrete) return { ...dense(writer.constantInShape(kernel, shape), writer), groups: channels };
  const lengths = shape.map((fixed) => ({ fixed, perExample: 0 }));
  const flat = writer.helper("Reshape", [writer.read(kernel), writer.integers(shape)], { lengths });
  const turned = { lengths: inOrder(lengths, KERNEL), attributes: { perm: KERNEL } };
  return { value: writer.helper("Transpose", [flat], turned), groups: channels };
}

/** Padding that stands before a convolution as an op of its own becomes the convolution's. */
function withoutPadding(x: Tensor, padding: Padding2d): { readonly x: Tensor; readonly padding: Padding2d } {
  if (!isCallOf(x.producer, pad2dOp)) return { x, padding };
  const [top, bottom, left, right] = x.producer.attributes.padding;
  const sum = [padding[0] + top, padding[1] + bottom, padding[2] + left, padding[3] + right] as const;
  return { x: x.producer.inputs[0]!, padding: sum };
}
