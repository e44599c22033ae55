// Which kernels a plan needs.

import type { Plan, Step } from "../../../graph/plan.js";
import { sizeOf } from "../../../tensor/shape.js";
import { type KernelTable, tableOf } from "../../kernelTable.js";
import type { CompileOptions } from "../compile.js";
import type { Int8Target, KernelContext, Served } from "../kernel.js";
import { prediction } from "./prediction.js";
import { CELLS, FEWEST_CHANNELS } from "./winograd/sizes.js";

/** More numbers than these are worth a kernel that is not loaded yet. */
const FEW = 4096;

interface Kernels extends Pick<CompileOptions, "merge"> {
  readonly table: KernelTable<Served, KernelContext>;
  readonly int8: Int8Target;
}

const withoutInt8: Kernels = {
  table: tableOf<Served, KernelContext>(Object.values(prediction)),
  int8: { dot: "none", offset: 128 },
};

/**
 * The kernels for predictions, which are loaded already, and those of bytes if there are such, if they do for a plan; else those of
 * all ops, and what merges them.
 */
export async function kernelsFor({ steps }: Plan): Promise<Kernels> {
  const hasInt8 = steps.some(({ output }) => output.type === "int8");
  const kernels: Kernels = hasInt8 ? (await import("./int8/index.js")).int8Predictions() : withoutInt8;
  if (steps.every((step) => isServed(step, kernels.table))) return kernels;
  return { ...kernels, ...(await import("./index.js")).allKernels };
}

/** Convolutions by three by three cells with some channels may have faster kernels than those that are loaded. */
function isServed({ op, inputs: [, kernel], output }: Step, table: Kernels["table"]): boolean {
  const makers = table.get(op)?.makers;
  const [height, , ...channels] = kernel?.shape ?? [];
  if (/^conv2d(F|$)/.test(op.name) && height === CELLS && channels.every((count) => count >= FEWEST_CHANNELS))
    return false;
  return makers !== undefined && (makers.length > 0 || sizeOf(output.shape) <= FEW);
}
