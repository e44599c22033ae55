// Pools and means for GPU.js.

import { averagePool2dOp, LOWEST, maxPool2dOp } from "../../../tensor/ops/pool.js";
import { meanOp } from "../../../tensor/ops/reduce.js";
import { rank4 } from "../../../tensor/shape.js";
import { layoutOf } from "../layout.js";
import { serve, servePartly, sumKernel } from "./kernel.js";
import { forwardCells } from "./window.js";

const INPUTS = [["x", "tensor"]] as const;

export const averagePool2d = serve(averagePool2dOp, ({ attributes: pool, inputs: [x], output }) => {
  const shapes = { read: x.shape, written: output.shape, size: pool.size };
  const cells = forwardCells(
    shapes,
    pool,
    ({ row, column }) => `s += x[${row}][${column}][this.thread.x];\ncount += 1;`,
  );
  const statements = `let count = 0;\n${cells}\ns = s / count;`;
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: INPUTS });
});

export const maxPool2d = serve(maxPool2dOp, ({ attributes: pool, inputs: [x], output }) => {
  const shapes = { read: x.shape, written: output.shape, size: pool.size };
  const cells = forwardCells(
    shapes,
    pool,
    ({ row, column }) => `if (x[${row}][${column}][this.thread.x] > s) s = x[${row}][${column}][this.thread.x];`,
  );
  return sumKernel(`s = ${LOWEST};\n${cells}`, { output: layoutOf(output.shape), inputs: INPUTS });
});

/** The mean over height and width, for pictures. */
export const mean = servePartly(meanOp, "other axes than height and width: a folded network has none", {
  mean: ({ attributes: { axes }, inputs: [x], output }) => {
    if (x.shape.length !== 4 || axes.length !== 2 || axes[0] !== 1 || axes[1] !== 2) return null;
    const [, height, width] = rank4(x.shape);
    // A sum a row, so that no sum of float32 gets so long that it loses digits.
    const statements = `for (let y = 0; y < ${height}; y += 1) {
      let row = 0;
      for (let x0 = 0; x0 < ${width}; x0 += 1) row += x[this.thread.z * ${height} + y][x0][this.thread.x];
      s += row;
    }
    s = s / ${height * width};`;
    return sumKernel(statements, { output: layoutOf(output.shape), inputs: INPUTS });
  },
});
