// The gradient of a convolution by its input: one product for pointwise kernels, and for larger ones of stride 1 the convolution
// of dy with the kernel turned around, its inputs and outputs exchanged.

import { conv2dInputGradientOp } from "../../../tensor/gradients/conv2d.js";
import { rank4, type Shape } from "../../../tensor/shape.js";
import type { Padding2d, Window2d } from "../../../tensor/window.js";
import { type KernelContext, ScratchSpace, type Served, servePartly } from "../kernel.js";
import { columnRuns, convolutionKernel } from "./conv2d.js";
import { noEpilogue } from "./epilogue.js";
import { pack } from "./pack.js";
import { type GradientStep, pointwiseInputGradient } from "./pointwiseInputGradient.js";
import { serveWinograd, suitsWinograd } from "./winograd/serve.js";

/**
 * dx[p, i] = sum over cells and o of dy[p + before - cell, o] kernel[cell, i, o], where before is the padding above and to the
 * left: a window that begins as far before p as the kernel reaches beyond its padding, over the cells from last to first.
 */
function directInputGradient(
  { attributes, inputs: [dy, kernel], output }: GradientStep<Window2d>,
  context: KernelContext,
): Served | null {
  const { strides, dilation } = attributes;
  if ([...strides, ...dilation].some((distance) => distance !== 1)) return null;
  const [height, width, columns, depth] = rank4(kernel.shape);
  const convolution = {
    input: dy.shape,
    kernel: [height, width, depth, columns],
    output: output.shape,
    window: { ...attributes, padding: turnedPadding(kernel.shape, attributes.padding) },
    epilogue: noEpilogue,
  };
  const covered = columnRuns(convolution).reduce((total, { count }) => total + count, 0);
  if (covered < output.shape[2]!) return null;
  const turned = { depth: height * width * depth, columns, row: 1, column: depth };
  const packed = pack(
    kernel,
    { ...turned, backward: { rows: depth, block: columns * depth } },
    context,
    new ScratchSpace(),
  );
  return { kernels: [...packed.kernels, convolutionKernel(convolution, [dy, packed.operand, output])] };
}

/** The same, by products of patches. */
function winogradInputGradient(
  { attributes, inputs: [dy, kernel], output }: GradientStep<Window2d>,
  context: KernelContext,
): Served | null {
  if (!suitsWinograd(kernel.shape, output.shape, attributes)) return null;
  const [height, width, outputs, inputs] = rank4(kernel.shape);
  const cell = inputs * outputs;
  const turned = { inputs, outputs, first: (height * width - 1) * cell, cell: -cell, input: 1, output: inputs };
  const padding = turnedPadding(kernel.shape, attributes.padding);
  const step = { x: dy, kernel, output, layout: turned, padding, epilogue: noEpilogue, operands: [] };
  return serveWinograd(step, context);
}

/** As far as the kernel reaches beyond its padding. */
function turnedPadding([height, width]: Shape, [top, bottom, left, right]: Padding2d): Padding2d {
  const [above, beside] = [height! - 1, width! - 1];
  return [above - top, above - bottom, beside - left, beside - right];
}

export const conv2dInputGradient = servePartly(
  conv2dInputGradientOp,
  "kernels larger than a pixel with strides or gaps, not written yet: the only one of a MobileNet reads the picture, which has no gradient",
  {
    pointwiseInputGradient: (site) => pointwiseInputGradient(site, site),
    winogradInputGradient: (site) => winogradInputGradient(site, site),
    directInputGradient: (site) => directInputGradient(site, site),
  },
);
