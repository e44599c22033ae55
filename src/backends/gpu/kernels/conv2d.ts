// Convolutions and their gradients for GPU.js. Every thread makes one number, as a sum over what it depends on.

import type { Step } from "../../../graph/plan.js";
import { isPointwise, kernelSize } from "../../../tensor/ops/conv2d.js";
import type { Window2d } from "../../../tensor/window.js";
import { layoutOf } from "../layout.js";
import { dotProduct, epilogueOf, type GpuKernel, range, sumKernel } from "./kernel.js";
import { backwardCells, forwardCells } from "./window.js";

const FORWARD_INPUTS = [
  ["x", "tensor"],
  ["kernel", "flat"],
] as const;

/** conv2d and conv2dFused. */
export function conv2dKernel(step: Step): GpuKernel {
  const epilogue = epilogueOf<Window2d>(step, 2);
  const [x, kernel] = step.inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const [inputs, outputs] = kernel.slice(2) as [number, number];
  const product = (cell: number, pixel: string): string =>
    dotProduct({
      depth: inputs,
      name: String(cell),
      left: (k) => `x${pixel}[${k}]`,
      right: { array: "kernel", start: `this.thread.x + ${cell * inputs * outputs}`, step: outputs },
    });
  const shapes = { read: x, written: step.output.shape, size: kernelSize(kernel) };
  const statements = isPointwise(kernel, epilogue.attributes)
    ? product(0, "[this.thread.z][this.thread.y]")
    : forwardCells(shapes, epilogue.attributes, ({ cell, row, column }) => product(cell, `[${row}][${column}]`));
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs: FORWARD_INPUTS, epilogue });
}

/** depthwiseConv2d and depthwiseConv2dFused. */
export function depthwiseConv2dKernel(step: Step): GpuKernel {
  const epilogue = epilogueOf<Window2d>(step, 2);
  const [x, kernel] = step.inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const outputs = step.output.shape[3]!;
  const channel = kernel[3] === 1 ? "this.thread.x" : `Math.floor(this.thread.x / ${kernel[3]})`;
  const shapes = { read: x, written: step.output.shape, size: kernelSize(kernel) };
  const statements = forwardCells(shapes, epilogue.attributes, ({ cell, row, column }) => {
    return `s += x[${row}][${column}][${channel}] * kernel[this.thread.x + ${cell * outputs}];`;
  });
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs: FORWARD_INPUTS, epilogue });
}

/** conv2dInputGradient: inputs dy and kernel. */
export function conv2dInputGradientKernel(step: Step): GpuKernel {
  const [dy, kernel] = step.inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const [inputs, outputs] = kernel.slice(2) as [number, number];
  const shapes = { read: dy, written: step.output.shape, size: kernelSize(kernel) };
  const statements = backwardCells(shapes, step.attributes as Window2d, ({ cell, row, column }) =>
    dotProduct({
      depth: outputs,
      name: String(cell),
      left: (k) => `dy[${row}][${column}][${k}]`,
      right: { array: "kernel", start: `this.thread.x * ${outputs} + ${cell * inputs * outputs}`, step: 1 },
    }),
  );
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs: GRADIENT_BY_INPUT });
}

/** depthwiseConv2dInputGradient: inputs dy and kernel. */
export function depthwiseConv2dInputGradientKernel(step: Step): GpuKernel {
  const [dy, kernel] = step.inputs.map(({ shape }) => shape) as [readonly number[], readonly number[]];
  const [channels, multiplier] = kernel.slice(2) as [number, number];
  const shapes = { read: dy, written: step.output.shape, size: kernelSize(kernel) };
  const statements = backwardCells(shapes, step.attributes as Window2d, ({ cell, row, column }) =>
    range(multiplier)
      .map((m) => {
        const output = `this.thread.x * ${multiplier} + ${m}`;
        return `s += dy[${row}][${column}][${output}] * kernel[${output} + ${cell * channels * multiplier}];`;
      })
      .join("\n"),
  );
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs: GRADIENT_BY_INPUT });
}

const GRADIENT_BY_INPUT = [
  ["dy", "tensor"],
  ["kernel", "flat"],
] as const;

const GRADIENT_BY_KERNEL = [
  ["x", "tensor"],
  ["dy", "tensor"],
] as const;

/** conv2dKernelGradient: inputs x and dy; a thread for each weight, which goes through all pixels. */
export function conv2dKernelGradientKernel(step: Step): GpuKernel {
  const [, width, inputs, outputs] = step.output.shape as [number, number, number, number];
  const statements = overPixels(step, width, `this.thread.y`, "this.thread.x");
  return sumKernel(statements, {
    output: [outputs, inputs, step.output.shape[0]! * width],
    inputs: GRADIENT_BY_KERNEL,
  });
}

/** depthwiseConv2dKernelGradient: inputs x and dy. */
export function depthwiseConv2dKernelGradientKernel(step: Step): GpuKernel {
  const [height, width, channels, multiplier] = step.output.shape as [number, number, number, number];
  const output = multiplier === 1 ? "this.thread.y" : `this.thread.y * ${multiplier} + this.thread.x`;
  const statements = overPixels(step, width, "this.thread.y", output);
  return sumKernel(statements, { output: [multiplier, channels, height * width], inputs: GRADIENT_BY_KERNEL });
}

/** The sum over all output pixels of x, where this thread's cell of the kernel reads it, times dy. */
function overPixels(step: Step, kernelWidth: number, inputChannel: string, outputChannel: string): string {
  const { strides, padding, dilation } = step.attributes as Window2d;
  const [batch, height, width] = step.inputs[0]!.shape as [number, number, number];
  const [, outputHeight, outputWidth] = step.inputs[1]!.shape as [number, number, number];
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
