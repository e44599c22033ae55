// Convolutions and their gradients for GPU.js. Every thread makes one number, as a sum over what it depends on.

import type { Slot } from "../../../graph/plan.js";
import { conv2dInputGradientOp, conv2dKernelGradientOp } from "../../../tensor/gradients/conv2d.js";
import {
  depthwiseConv2dInputGradientOp,
  depthwiseConv2dKernelGradientOp,
} from "../../../tensor/gradients/depthwiseConv2d.js";
import { conv2dFusedOp, conv2dOp, isPointwise, kernelSize } from "../../../tensor/ops/conv2d.js";
import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import { rank4 } from "../../../tensor/shape.js";
import type { Window2d } from "../../../tensor/window.js";
import { fusedSum, plainSum, type SumStep } from "../../fusedStep.js";
import { layoutOf } from "../layout.js";
import { dotProduct, type GpuKernel, range, serve, sumKernel } from "./kernel.js";
import { backwardCells, forwardCells } from "./window.js";

const FORWARD_INPUTS = [
  ["x", "tensor"],
  ["kernel", "flat"],
] as const;

function convolution(step: SumStep<Window2d>): GpuKernel {
  const { attributes: window, output } = step;
  const [{ shape: x }, { shape: kernel }] = step.inputs;
  const [, , inputs, outputs] = rank4(kernel);
  const product = (cell: number, pixel: string): string =>
    dotProduct({
      depth: inputs,
      name: String(cell),
      left: (k) => `x${pixel}[${k}]`,
      right: { array: "kernel", start: `this.thread.x + ${cell * inputs * outputs}`, step: outputs },
    });
  const shapes = { read: x, written: output.shape, size: kernelSize(kernel) };
  const statements = isPointwise(kernel, window)
    ? product(0, "[this.thread.z][this.thread.y]")
    : forwardCells(shapes, window, ({ cell, row, column }) => product(cell, `[${row}][${column}]`));
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: FORWARD_INPUTS, step });
}

function depthwiseConvolution(step: SumStep<Window2d>): GpuKernel {
  const { attributes: window, output } = step;
  const [{ shape: x }, { shape: kernel }] = step.inputs;
  const outputs = output.shape[3]!;
  const channel = kernel[3] === 1 ? "this.thread.x" : `Math.floor(this.thread.x / ${kernel[3]})`;
  const shapes = { read: x, written: output.shape, size: kernelSize(kernel) };
  const statements = forwardCells(shapes, window, ({ cell, row, column }) => {
    return `s += x[${row}][${column}][${channel}] * kernel[this.thread.x + ${cell * outputs}];`;
  });
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: FORWARD_INPUTS, step });
}

export const conv2d = serve(conv2dOp, (step) => convolution(plainSum(step)));
export const conv2dFused = serve(conv2dFusedOp, (step) => convolution(fusedSum(step)));
export const depthwiseConv2d = serve(depthwiseConv2dOp, (step) => depthwiseConvolution(plainSum(step)));
export const depthwiseConv2dFused = serve(depthwiseConv2dFusedOp, (step) => depthwiseConvolution(fusedSum(step)));

const GRADIENT_BY_INPUT = [
  ["dy", "tensor"],
  ["kernel", "flat"],
] as const;

const GRADIENT_BY_KERNEL = [
  ["x", "tensor"],
  ["dy", "tensor"],
] as const;

export const conv2dInputGradient = serve(conv2dInputGradientOp, ({ attributes, inputs, output }) => {
  const [{ shape: dy }, { shape: kernel }] = inputs;
  const [, , inputChannels, channels] = rank4(kernel);
  const shapes = { read: dy, written: output.shape, size: kernelSize(kernel) };
  const statements = backwardCells(shapes, attributes, ({ cell, row, column }) =>
    dotProduct({
      depth: channels,
      name: String(cell),
      left: (k) => `dy[${row}][${column}][${k}]`,
      right: { array: "kernel", start: `this.thread.x * ${channels} + ${cell * inputChannels * channels}`, step: 1 },
    }),
  );
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: GRADIENT_BY_INPUT });
});

export const depthwiseConv2dInputGradient = serve(depthwiseConv2dInputGradientOp, ({ attributes, inputs, output }) => {
  const [{ shape: dy }, { shape: kernel }] = inputs;
  const [, , channels, multiplier] = rank4(kernel);
  const shapes = { read: dy, written: output.shape, size: kernelSize(kernel) };
  const statements = backwardCells(shapes, attributes, ({ cell, row, column }) =>
    range(multiplier)
      .map((m) => {
        const channel = `this.thread.x * ${multiplier} + ${m}`;
        return `s += dy[${row}][${column}][${channel}] * kernel[${channel} + ${cell * channels * multiplier}];`;
      })
      .join("\n"),
  );
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: GRADIENT_BY_INPUT });
});

/** One thread for each weight, over all pixels. */
export const conv2dKernelGradient = serve(conv2dKernelGradientOp, (step) => {
  const [height, width, inputs, outputs] = rank4(step.output.shape);
  const statements = overPixels(step, width, `this.thread.y`, "this.thread.x");
  return sumKernel(statements, {
    output: [outputs, inputs, height * width],
    inputs: GRADIENT_BY_KERNEL,
  });
});

export const depthwiseConv2dKernelGradient = serve(depthwiseConv2dKernelGradientOp, (step) => {
  const [height, width, channels, multiplier] = rank4(step.output.shape);
  const output = multiplier === 1 ? "this.thread.y" : `this.thread.y * ${multiplier} + this.thread.x`;
  const statements = overPixels(step, width, "this.thread.y", output);
  return sumKernel(statements, { output: [multiplier, channels, height * width], inputs: GRADIENT_BY_KERNEL });
});

interface WindowStep {
  readonly attributes: Window2d;
  readonly inputs: readonly [x: Slot, dy: Slot];
}

/** The sum over all output pixels of dy times the x that this thread's cell of the kernel reads. */
function overPixels(
  { attributes: { strides, padding, dilation }, inputs: [x, dy] }: WindowStep,
  kernelWidth: number,
  inputChannel: string,
  outputChannel: string,
): string {
  const [batch, height, width] = rank4(x.shape);
  const [, outputHeight, outputWidth] = rank4(dy.shape);
  return `const cellY = Math.floor(this.thread.z / ${kernelWidth});
    const cellX = this.thread.z - cellY * ${kernelWidth};
    for (let b = 0; b < ${batch}; b += 1) {
      for (let oy = 0; oy < ${outputHeight}; oy += 1) {
        const iy = oy * ${strides[0]} + cellY * ${dilation[0]} - ${padding[0]};
        if (iy >= 0 && iy < ${height}) {
          for (let ox = 0; ox < ${outputWidth}; ox += 1) {
            const ix = ox * ${strides[1]} + cellX * ${dilation[1]} - ${padding[2]};
            if (ix >= 0 && ix < ${width}) {
              s += x[b * ${height} + iy][ix][${inputChannel}] * dy[b * ${outputHeight} + oy][ox][${outputChannel}];
            }
          }
        }
      }
    }`;
}
