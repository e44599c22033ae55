// From a plan to a WebAssembly module, and the calls that run it.

import type { Plan, Slot, Step } from "../../graph/plan.js";
import { ModuleBuilder } from "./assembler/module.js";
import type { Kernel, Target } from "./kernel.js";
import { kernelMakers } from "./kernels/index.js";
import type { Launch } from "./launch.js";
import { type Layout, layOutMemory } from "./layout.js";

/** What a step does: kernels, or its op's own loop where there is none. */
export type StepCalls =
  | { readonly step: Step; readonly servedBy: string; readonly launches: readonly Launch[] }
  | { readonly step: Step; readonly servedBy: "reference"; readonly launches: null };

export interface CompiledPlan {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly layout: Layout;
  readonly calls: readonly StepCalls[];
}

export interface CompileOptions {
  readonly target: Target;
  /** Whether the memory is to be shared with threads. */
  readonly shared: boolean;
}

export function compilePlan(plan: Plan, { target, shared }: CompileOptions): CompiledPlan {
  const constants = new Map(plan.constants.map(({ slot, values }) => [slot.byteOffset, values]));
  const constant = (slot: Slot): Float32Array | null =>
    slot.region === "constant" ? (constants.get(slot.byteOffset) ?? null) : null;
  const served = plan.steps.map((step) => ({ step, served: kernelMakers[step.op.name]?.({ step, constant }) ?? null }));
  const kernels = served.flatMap(({ served }) => served?.kernels ?? []);
  const plainSlots = served.flatMap(({ step, served }) => (served === null ? step.inputs : []));
  const copied = plan.copies.map(({ from }) => from);
  const layout = layOutMemory(
    plan,
    kernels.flatMap(({ operands }) => operands),
    [...plainSlots, ...plan.outputs, ...copied],
  );
  const names = nameByKey(kernels);
  const calls = served.map(({ step, served }): StepCalls => {
    if (served === null) return { step, servedBy: "reference", launches: null };
    const launches = served.kernels.map(({ key, operands, units }) => ({
      name: names.get(key)!,
      addresses: operands.map(layout.addressOf),
      units,
    }));
    return { step, servedBy: served.name, launches };
  });
  return { bytes: assemble(kernels, names, { target, limits: { pages: layout.pages, shared } }), layout, calls };
}

function nameByKey(kernels: readonly Kernel[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { key } of kernels) if (!names.has(key)) names.set(key, `k${names.size}`);
  return names;
}

/** One function a key. */
function assemble(
  kernels: readonly Kernel[],
  names: ReadonlyMap<string, string>,
  {
    target,
    limits,
  }: { readonly target: Target; readonly limits: { readonly pages: number; readonly shared: boolean } },
): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  const written = new Set<string>();
  for (const { key, operands, write } of kernels) {
    if (written.has(key)) continue;
    written.add(key);
    module.addFunction(names.get(key)!, (builder) => {
      const addresses = operands.map(() => builder.parameter("i32"));
      const [from, to] = [builder.parameter("i32"), builder.parameter("i32")];
      write({ builder, addresses, from, to, target });
    });
  }
  return module.encode({ initial: limits.pages, maximum: limits.pages, shared: limits.shared });
}
