// Softmax for GPU.js: every thread goes through its row, so it suits rows of at most a few thousand.

import { softmaxOp } from "../../../tensor/ops/softmax.js";
import { layoutOf } from "../layout.js";
import { serve } from "./kernel.js";

export const softmax = serve(softmaxOp, (step) => {
  const output = layoutOf(step.output.shape);
  const row = "x[this.thread.z][this.thread.y]";
  const source = `function (x) {
    let largest = ${row}[0];
    for (let i = 1; i < ${output[0]}; i += 1) largest = Math.max(largest, ${row}[i]);
    let total = 0;
    for (let j = 0; j < ${output[0]}; j += 1) total += Math.exp(${row}[j] - largest);
    return Math.exp(${row}[this.thread.x] - largest) / total;
  }`;
  return { source, output, inputs: ["tensor"] };
});
