// How kernels serve ops of int8.

import type { OpDefinition } from "../../../tensor/tensor.js";
import type { KernelEntry, Maker, OpStep } from "../../kernelTable.js";
import type { KernelContext, Served } from "../kernel.js";

/** A kernel for an op of int8, which looks at how the slots are stored; null leaves the step to its loop, as `plain` says. */
export function serveInt8<A extends object, Inputs extends readonly string[], Name extends string>(
  op: OpDefinition<A, Inputs, Name>,
  plain: string,
  make: Maker<OpStep<A, Inputs> & KernelContext, Served | null>,
): KernelEntry<Served, KernelContext, Name> {
  return { op, makers: [{ name: op.name, make }], plain, int8: true };
}
