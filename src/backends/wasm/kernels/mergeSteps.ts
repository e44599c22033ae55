// What makes fewer kernels of a training step's neighbors.

import { chainRows } from "./chainRows.js";
import { gateByInput } from "./gateByInput.js";
import { mergeElementwise, type ServedStep } from "./mergeElementwise.js";
import { mergePasses } from "./mergePasses.js";
import { mergeStatistics } from "./mergeStatistics.js";

/** The same steps; the first of each merged run has the kernels of all, and the others have none. */
export function mergeSteps(steps: readonly ServedStep[]): readonly ServedStep[] {
  return chainRows(mergeElementwise(mergePasses(gateByInput(mergeStatistics(steps)))));
}
