// A program whose caller is one of its threads: the shortest way, if the caller may wait.

import type { Plan } from "../../../graph/plan.js";
import { bindHostPlan, bindReference } from "../../memory.js";
import type { CompiledPlan } from "../compile.js";
import { helpersOf } from "./helpers.js";
import type { KernelPool } from "./kernelPool.js";
import type { ThreadedProgram } from "./threadedProgram.js";
import { openThreadInstance } from "./threadInstance.js";

export interface ProgramParts {
  readonly plan: Plan;
  readonly compiled: CompiledPlan;
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly threads: number;
  /** The part of each kernel's units that is run before the first inputs are there. */
  readonly warmUp: number;
  /** Whether the first run waits for all threads: else the caller does it alone, and calls the others with the second. */
  readonly sharesFirstRun: boolean;
  /** When the constants have their values. Default: they do. */
  readonly arrival?: Promise<void> | undefined;
}

/**
 * How many milliseconds the caller waits for silent threads: while it waits, it cannot be told of the death of a thread
 * that it waits for.
 */
const PATIENCE = 200;

/** `pool` has the other threads, null if there are none. */
export async function blockingProgram(
  {
    plan,
    compiled: { phases, ownSteps, layout },
    module,
    memory,
    threads,
    warmUp,
    sharesFirstRun,
    arrival,
  }: ProgramParts,
  pool: KernelPool | null,
): Promise<ThreadedProgram> {
  const content = { module, memory, phases, threads, warmUp };
  const helpers = helpersOf(content, pool, sharesFirstRun);
  const view = layout.host(memory);
  const host = bindHostPlan(plan, view);
  const ownLoops = ownSteps.map((step) => bindReference(step, view));
  const opening = openThreadInstance(content, 0, PATIENCE).then(async (opened) => {
    await arrival;
    layout.fill(memory);
    return opened;
  });
  const [own] = await Promise.all([opening, helpers.loaded]).catch(async (error: unknown) => {
    await helpers.called()?.unload();
    throw error;
  });
  /** False if other threads have not done their part yet. */
  const work = (phase: number): boolean => {
    try {
      return own.run(phase);
    } catch (error) {
      helpers.called()?.abandon(`its part of a kernel failed: ${error}`);
      throw error;
    }
  };
  return {
    isLost: () => helpers.called()?.isLost() ?? false,
    run: async (feeds) => {
      host.feed(feeds);
      await helpers.begin();
      for (let phase = 0; phase < phases.length; phase += 1) {
        helpers.open(phase);
        while (!work(phase)) await helpers.called()!.hear();
        ownLoops[phase]?.();
      }
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    close: async () => helpers.called()?.unload(),
  };
}
