// Pools and means for GPU.js.

import type { Step } from "../../../graph/plan.js";
import type { Pool2d } from "../../../tensor/ops/pool.js";
import type { Reduction } from "../../../tensor/ops/reduce.js";
import { layoutOf } from "../layout.js";
import { type GpuKernel, sumKernel } from "./kernel.js";
import { forwardCells } from "./window.js";

const INPUTS = [["x", "tensor"]] as const;

export function averagePool2dKernel(step: Step): GpuKernel {
  const pool = step.attributes as Pool2d;
  const shapes = { read: step.inputs[0]!.shape, written: step.output.shape, size: pool.size };
  const cells = forwardCells(
    shapes,
    pool,
    ({ row, column }) => `s += x[${row}][${column}][this.thread.x];\ncount += 1;`,
  );
  const kernel = sumKernel(`let count = 0;\n${cells}\ns = s / count;`, {
    output: layoutOf(step.output.shape),
    inputs: INPUTS,
  });
  return kernel;
}

/** The mean over height and width, for pictures; null for other axes. */
export function meanKernel(step: Step): GpuKernel | null {
  const { axes } = step.attributes as Reduction;
  const [input] = step.inputs;
  if (input!.shape.length !== 4 || axes.length !== 2 || axes[0] !== 1 || axes[1] !== 2) return null;
  const [, height, width] = input!.shape as [number, number, number];
  const statements = `for (let y = 0; y < ${height}; y += 1) {
      for (let x0 = 0; x0 < ${width}; x0 += 1) s += x[this.thread.z * ${height} + y][x0][this.thread.x];
    }
    s = s / ${height * width};`;
  return sumKernel(statements, { output: layoutOf(step.output.shape), inputs: INPUTS });
}
