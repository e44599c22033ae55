// Which table of kernels a plan needs.

import type { Plan } from "../../../graph/plan.js";
import { type KernelTable, tableOf } from "../../kernelTable.js";
import type { KernelContext, Served } from "../kernel.js";
import { prediction } from "./prediction.js";

const predictionTable = tableOf<Served, KernelContext>(Object.values(prediction));

/** The kernels for predictions, which are loaded already, if a plan needs no others; else those of all ops. */
export async function tableFor(plan: Plan): Promise<KernelTable<Served, KernelContext>> {
  if (plan.steps.every(({ op }) => predictionTable.has(op))) return predictionTable;
  return (await import("./index.js")).kernels;
}
