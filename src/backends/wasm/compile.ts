// From a plan to a WebAssembly module, and the calls that run it.

import type { Plan, Step } from "../../graph/plan.js";
import { type KernelTable, kernelFor } from "../kernelTable.js";
import { callFunction } from "./assembler/function.js";
import { type MemoryLimits, ModuleBuilder } from "./assembler/module.js";
import type { Kernel, KernelBody, KernelContext, Served, Target } from "./kernel.js";
import type { KernelCall } from "./kernelCall.js";
import { mergeElementwise, type ServedStep } from "./kernels/mergeElementwise.js";
import { type Layout, layOutMemory } from "./run/layout.js";

export interface CompiledPlan {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Layout;
  /** The kernels in order, cut where a step has none: one phase more than there are such steps. */
  readonly phases: readonly (readonly KernelCall[])[];
  /** The steps that run their op's own loop: each between two phases. */
  readonly ownSteps: readonly Step[];
  readonly servedBy: readonly string[];
}

export interface CompileOptions {
  readonly target: Target;
  /** How many threads share the work. */
  readonly threads: number;
  /** Whether more than one thread sees the memory. Default: whether more than one works. */
  readonly shared?: boolean;
  readonly table: KernelTable<Served, KernelContext>;
  /** What makes fewer kernels of neighbors. Default: elementwise steps become one. */
  readonly merge?: (steps: readonly ServedStep[]) => readonly ServedStep[];
}

export function compilePlan(
  plan: Plan,
  { target, threads, shared = threads > 1, table, merge = mergeElementwise }: CompileOptions,
): CompiledPlan {
  const known = new Map(plan.constants.map(({ slot, tensor }) => [slot.byteOffset, tensor]));
  const context: KernelContext = {
    ...target,
    constant: ({ region, byteOffset }) => (region === "constant" && known.get(byteOffset)) || null,
  };
  const served = merge(
    plan.steps.map((step) => {
      const { name = "reference", kernel = null } = kernelFor(table, step, context) ?? {};
      return { step, name, served: kernel };
    }),
  );
  const kernels = served.flatMap(({ served }) => served?.kernels ?? []);
  const plainSlots = served.flatMap(({ step, served }) => (served === null ? step.inputs : []));
  const copied = plan.copies.map(({ from }) => from);
  const layout = layOutMemory(
    plan,
    [...kernels.flatMap(({ operands }) => operands), ...plainSlots, ...plan.outputs, ...copied],
    { threads, known, int8Offset: target.int8.offset },
  );
  const names = nameByKey(kernels);
  const callOf = ({ key, operands, numbers = [], units }: Kernel): KernelCall => ({
    name: names.get(key)!,
    given: [...operands.map(layout.addressOf), ...numbers],
    threadBytes: operands.map(({ region }) => (region === "own" ? layout.ownBytes : 0)),
    units,
  });
  const phases: KernelCall[][] = [[]];
  const ownSteps: Step[] = [];
  for (const { step, served: own } of served) {
    if (own === null) {
      ownSteps.push(step);
      phases.push([]);
    } else phases[phases.length - 1]!.push(...own.kernels.map(callOf));
  }
  return {
    bytes: assemble(kernels, names, { target, limits: { initial: layout.pages, shared } }),
    layout,
    phases,
    ownSteps,
    servedBy: served.map(({ name }) => name),
  };
}

function nameByKey(kernels: readonly Kernel[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { key } of kernels) if (!names.has(key)) names.set(key, `k${names.size}`);
  return names;
}

interface Assembly {
  readonly target: Target;
  readonly limits: MemoryLimits;
}

/** One function a key. */
function assemble(
  kernels: readonly Kernel[],
  names: ReadonlyMap<string, string>,
  { target, limits }: Assembly,
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const functions = new Map<string, number>();
  const add = ({
    key,
    operands,
    numbers: own = [],
    parts = [],
    addressCount = operands.length,
    write,
  }: Kernel): void => {
    if (functions.has(key)) return;
    parts.forEach(add);
    const number = module.addFunction(names.get(key) ?? `part${functions.size}`, (builder) => {
      const addresses = Array.from({ length: addressCount }, () => builder.parameter("i32"));
      const numbers = own.map(() => builder.parameter("i32"));
      const [from, to] = [builder.parameter("i32"), builder.parameter("i32")];
      const call: KernelBody["call"] = (part, given, first, end) =>
        callFunction(functions.get(part.key)!, [...given, ...(part.numbers ?? []), first, end]);
      write({ builder, addresses, numbers, from, to, target, call });
    });
    functions.set(key, number);
  };
  kernels.forEach(add);
  return module.encode(limits);
}
