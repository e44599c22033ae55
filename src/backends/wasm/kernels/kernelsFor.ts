// Which kernels a plan needs.

import type { Plan, Step } from "../../../graph/plan.js";
import { sizeOf } from "../../../tensor/shape.js";
import { type KernelTable, tableOf } from "../../kernelTable.js";
import type { CompileOptions } from "../compile.js";
import type { KernelContext, Served } from "../kernel.js";
import { prediction } from "./prediction.js";
import { CELLS, FEWEST_CHANNELS } from "./winograd/sizes.js";

const predictionTable = tableOf<Served, KernelContext>(Object.values(prediction));

/** More numbers than these are worth a kernel that is not loaded yet. */
const FEW = 4096;

interface Kernels extends Pick<CompileOptions, "merge"> {
  readonly table: KernelTable<Served, KernelContext>;
}

/** The kernels for predictions, which are loaded already, if they do for a plan; else those of all ops, and what merges them. */
export async function kernelsFor({ steps }: Plan): Promise<Kernels> {
  if (steps.every(isServed)) return { table: predictionTable };
  const { kernels, mergeSteps } = await import("./index.js");
  return { table: kernels, merge: mergeSteps };
}

/** Convolutions by three by three cells with some channels may have faster kernels than those that are loaded. */
function isServed({ op, inputs: [, kernel], output }: Step): boolean {
  const makers = predictionTable.get(op)?.makers;
  const [height, , ...channels] = kernel?.shape ?? [];
  if (op.name.startsWith("conv2d") && height === CELLS && channels.every((count) => count >= FEWEST_CHANNELS))
    return false;
  return makers !== undefined && (makers.length > 0 || sizeOf(output.shape) <= FEW);
}
