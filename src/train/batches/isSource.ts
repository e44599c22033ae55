// Tells sources from tensors, without loading what makes sources.

import type { BatchSource } from "./batchSource.js";

/** Whether something gives batches by itself. */
export function isSource(x: unknown): x is BatchSource {
  return typeof (x as BatchSource | undefined | null)?.epoch === "function";
}
