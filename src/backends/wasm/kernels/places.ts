// Whether two pieces of memory overlap, before kernels that use them are merged.

import { byteLength } from "../../../graph/storageType.js";
import type { Operand } from "../kernel.js";

/** Where an operand begins. */
export function addressOf(operand: Operand): string {
  return operand.region === "packed" ? "packed" : `${operand.region} ${operand.byteOffset}`;
}

/** Whether no byte belongs to both. Packed weights are apart from all that is written. */
export function areApart(a: Operand, b: Operand): boolean {
  if (a.region === "packed" || b.region === "packed" || a.region !== b.region) return true;
  return a.byteOffset + bytesOf(a) <= b.byteOffset || b.byteOffset + bytesOf(b) <= a.byteOffset;
}

function bytesOf(operand: Exclude<Operand, { readonly region: "packed" }>): number {
  return "bytes" in operand ? operand.bytes : byteLength(operand.shape, operand.type);
}
