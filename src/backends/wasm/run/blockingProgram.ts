// A program whose caller is one of its threads: the shortest way, where the caller may wait.

import type { Plan } from "../../../graph/plan.js";
import type { Program } from "../../backend.js";
import { bindHostPlan, bindReference } from "../../memory.js";
import type { CompiledPlan } from "../compile.js";
import type { KernelPool } from "./kernelPool.js";
import { openThreadInstance } from "./threadInstance.js";
import { WorkQueue } from "./workQueue.js";

export interface ProgramParts {
  readonly plan: Plan;
  readonly compiled: CompiledPlan;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
}

/** `pool` are the other threads, null where there are none. */
export async function blockingProgram(
  { plan, compiled: { phases, ownSteps, layout }, module, memory, threads }: ProgramParts,
  pool: KernelPool | null,
): Promise<Omit<Program, "describe" | "servedBy">> {
  const content = { module, memory, phases, threads };
  const view = layout.host(memory);
  const host = bindHostPlan(plan, view);
  const ownLoops = ownSteps.map((step) => bindReference(step, view));
  const queue = threads === 1 ? null : new WorkQueue(memory, phases, { thread: 0, threads });
  const own = await openThreadInstance(content, 0);
  const number = (await pool?.load(content, 1)) ?? 0;
  return {
    run: async (feeds) => {
      host.feed(feeds);
      for (let phase = 0; phase < phases.length; phase += 1) {
        if (queue?.open(phase) === false) pool!.help(number);
        own.run(phase);
        ownLoops[phase]?.();
      }
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    close: async () => pool?.unload(number),
  };
}
