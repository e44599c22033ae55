// Groups of ops for which a backend has no kernels. Apart from the tables, which every page that predicts loads.

import type { NamedOps } from "../tensor/opGroups.js";
import type { OpDefinition } from "../tensor/tensor.js";
import { type KernelEntry, plainLoop } from "./kernelTable.js";

/** No kernels: the ops' own loops run, for the given reason. */
export function plainLoops<Names extends string>(
  ops: NamedOps<Names>,
  reason: string,
): { readonly [Name in Names]: KernelEntry<never, object, Name> } {
  const entries = Object.entries<OpDefinition>(ops).map(([name, op]) => [name, plainLoop(op, reason)]);
  return Object.fromEntries(entries);
}
