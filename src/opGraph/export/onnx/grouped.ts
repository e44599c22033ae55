// Convolutions in groups, which linnet composes of one for each group, as the one node that ONNX has for them.

import { isCallOf } from "../../../tensor/op.js";
import { concat, concatOp } from "../../../tensor/ops/concat.js";
import { conv2dOp } from "../../../tensor/ops/conv2d.js";
import { sliceOp } from "../../../tensor/ops/slice.js";
import { sameShape } from "../../../tensor/shape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { Window2d } from "../../../tensor/window.js";

interface Grouped {
  readonly x: Tensor;
  /** `[height, width, inputs / groups, outputs]`. */
  readonly kernel: Tensor;
  readonly groups: number;
  readonly window: Window2d;
}

interface Part {
  readonly x: Tensor;
  readonly begin: number;
  readonly length: number;
  readonly kernel: Tensor;
  readonly window: Window2d;
}

/** What a concatenation of convolutions of all channels in groups was made from; null if it is none. */
export function groupedConvolution(output: Tensor): Grouped | null {
  if (!isCallOf(output.producer, concatOp) || output.producer.attributes.axis !== 3) return null;
  const parts = output.producer.inputs.map(partOf);
  const [first] = parts;
  if (first === undefined || first === null) return null;
  const belongs = (part: Part | null, group: number): boolean =>
    part !== null &&
    part.x === first.x &&
    part.begin === group * first.length &&
    sameShape(part.kernel.shape, first.kernel.shape) &&
    JSON.stringify(part.window) === JSON.stringify(first.window);
  if (parts.length * first.length !== first.x.shape[3] || !parts.every(belongs)) return null;
  const kernel = concat(
    parts.map((part) => part!.kernel),
    3,
  );
  return { x: first.x, kernel, groups: parts.length, window: first.window };
}

/** A convolution of some channels. */
function partOf(tensor: Tensor): Part | null {
  if (!isCallOf(tensor.producer, conv2dOp)) return null;
  const [pictures, kernel] = tensor.producer.inputs as readonly [Tensor, Tensor];
  if (!kernel.isConcrete || !isCallOf(pictures.producer, sliceOp)) return null;
  const { begin, size } = pictures.producer.attributes;
  const x = pictures.producer.inputs[0]!;
  const isOfAll = size.slice(0, 3).every((length, axis) => begin[axis] === 0 && length === x.shape[axis]);
  return isOfAll ? { x, begin: begin[3]!, length: size[3]!, kernel, window: tensor.producer.attributes } : null;
}
