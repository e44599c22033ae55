// A tensor read in another shape: the same sequence of numbers, laid out anew.

import type { Layout } from "../layout.js";
import type { GpuKernel } from "./kernel.js";

export function relayoutKernel([fromX, fromY]: Layout, output: Layout): GpuKernel {
  const [channels, columns] = output;
  const source = `function (x) {
    const index = (this.thread.z * ${columns} + this.thread.y) * ${channels} + this.thread.x;
    const line = Math.floor(index / ${fromX});
    const row = Math.floor(line / ${fromY});
    return x[row][line - row * ${fromY}][index - line * ${fromX}];
  }`;
  return { source, output, inputs: ["tensor"] };
}
