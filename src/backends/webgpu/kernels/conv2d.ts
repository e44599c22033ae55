// Convolutions in WGSL, as matrix products of their pixels.

import { conv2dFusedOp, conv2dOp, isPointwise, kernelSize } from "../../../tensor/ops/conv2d.js";
import { rank4, sizeOf } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { type Dispatch, serve, type Tail } from "./kernel.js";
import { contiguousRows, type Left, plainRight } from "./matrices.js";
import { productDispatch } from "./product.js";
import { laneFor, lanesIn } from "./shader.js";

function convolution(step: SumStep<Window2d>, tail: Tail): Dispatch {
  const [x, kernel] = step.inputs;
  const [height, width, depth, columns] = rank4(kernel.shape);
  const rows = sizeOf(step.output.shape) / columns;
  const product = {
    rows,
    columns,
    left: isPointwise(kernel.shape, step.attributes) ? contiguousRows(x, depth) : windowRows(step),
    right: plainRight(kernel, height * width * depth, columns),
  };
  return productDispatch(step, product, tail);
}

/** A row for each output pixel, with a cell for each of the kernel's. */
function windowRows({
  attributes: { strides, padding, dilation },
  inputs: [x, kernel],
  output,
}: SumStep<Window2d>): Left {
  const [, height, width, depth] = rank4(x.shape);
  const [, outputHeight, outputWidth] = rank4(output.shape);
  const [cellsDown, cellsAcross] = kernelSize(kernel.shape);
  const lane = laneFor(depth);
  return {
    binding: { name: "x", input: 0, lane, size: sizeOf(x.shape) },
    cells: cellsDown * cellsAcross,
    depth,
    isWhole: padding.every((cells) => cells === 0),
    stride: 1,
    prepare: (
      name,
    ) => `let top${name} = i32(row${name} / ${outputWidth}u % ${outputHeight}u * ${strides[0]}u) - ${padding[0]};
  let left${name} = i32(row${name} % ${outputWidth}u * ${strides[1]}u) - ${padding[2]};
  let picture${name} = row${name} / ${outputHeight * outputWidth}u * ${height}u;`,
    start: (name, cell) => `let y${name} = top${name} + i32(${cell} / ${cellsAcross}u) * ${dilation[0]};
    let x${name} = left${name} + i32(${cell} % ${cellsAcross}u) * ${dilation[1]};
    let isInside${name} = y${name} >= 0 && y${name} < ${height} && x${name} >= 0 && x${name} < ${width};
    let at${name} = select(0u, ((picture${name} + u32(y${name})) * ${width}u + u32(x${name})) * ${depth / lanesIn(lane)}u, isInside${name});`,
  };
}

export const conv2d = serve(conv2dOp, (step) => [convolution(plainSum(step), step.tail)]);
export const conv2dFused = serve(conv2dFusedOp, (step) => [convolution(fusedSum(step), step.tail)]);
