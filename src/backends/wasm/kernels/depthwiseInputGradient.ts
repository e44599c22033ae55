// The gradient of a depthwise convolution by its input: the convolution's walk with the window reversed.

import { depthwiseConv2dInputGradientOp } from "../../../tensor/gradients/depthwiseConv2d.js";
import type { Window2d } from "../../../tensor/window.js";
import { type Served, servePartly } from "../kernel.js";
import { PLAIN, rowsOf } from "./depthwise.js";
import { noEpilogue } from "./epilogue.js";
import type { GradientStep } from "./pointwiseInputGradient.js";
import { backwardTaps } from "./tapsInPicture.js";

function depthwiseInputGradient({
  attributes: window,
  inputs: [dy, kernel],
  output,
}: GradientStep<Window2d>): Served | null {
  const axis = (of: 0 | 1) =>
    backwardTaps(window, of, { input: output.shape[1 + of]!, output: dy.shape[1 + of]!, cells: kernel.shape[of]! });
  const shapes = { source: dy.shape, output: output.shape, kernel: kernel.shape };
  return rowsOf({ ...shapes, rows: axis(0), columns: axis(1), epilogue: noEpilogue }, [dy, kernel, output]);
}

export const depthwiseConv2dInputGradient = servePartly(depthwiseConv2dInputGradientOp, PLAIN, {
  depthwiseInputGradient,
});
