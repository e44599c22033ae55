// Weighted sums along one axis for GPU.js.

import { resampleOp } from "../../../tensor/ops/resample.js";
import { type Shape, sizeOf } from "../../../tensor/shape.js";
import { layoutOf } from "../layout.js";
import { serve, sumKernel } from "./kernel.js";

const INPUTS = [
  ["x", "tensor"],
  ["indexes", "flat"],
  ["weights", "flat"],
] as const;

export const resample = serve(resampleOp, ({ attributes: { axis }, inputs: [x, indexes], output }) => {
  const taps = indexes.shape[1]!;
  const { place, pixel } = readAt(x.shape, output.shape, axis);
  const statements = `const first = (${place}) * ${taps};
    for (let t = 0; t < ${taps}; t += 1) {
      const index = indexes[first + t];
      if (index >= 0) {
        s += weights[first + t] * x${pixel};
      }
    }`;
  return sumKernel(statements, { output: layoutOf(output.shape), inputs: INPUTS });
});

/** This thread's place along the axis, and what it reads at `index` there, as text. */
function readAt(x: Shape, output: Shape, axis: number): { readonly place: string; readonly pixel: string } {
  const [row, column, channel] = ["this.thread.z", "this.thread.y", "this.thread.x"];
  if (axis === x.length - 1) return { place: channel, pixel: `[${row}][${column}][index]` };
  if (x.length >= 3 && axis === x.length - 2) return { place: column, pixel: `[${row}][index][${channel}]` };
  // The axes before the columns are laid out one in another, along z.
  const last = Math.max(x.length - 2, 1);
  const inner = sizeOf(x.slice(axis + 1, last));
  const group = `Math.floor(${row} / ${inner})`;
  const place = `${group} - Math.floor(${row} / ${inner * output[axis]!}) * ${output[axis]}`;
  const start = `Math.floor(${row} / ${inner * output[axis]!}) * ${x[axis]! * inner} + ${row} - ${group} * ${inner}`;
  return { place, pixel: `[${start} + index * ${inner}][${column}][${channel}]` };
}
