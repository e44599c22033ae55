// A program whose caller is one of its threads: the shortest way, if the caller may wait.

import type { Plan } from "../../../graph/plan.js";
import { bindHostPlan, bindReference } from "../../memory.js";
import type { CompiledPlan } from "../compile.js";
import { type KernelPool, warnAlone } from "./kernelPool.js";
import type { ThreadedProgram } from "./threadedProgram.js";
import { openThreadInstance } from "./threadInstance.js";
import { WorkQueue } from "./workQueue.js";

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
}

/**
 * How many milliseconds the caller waits for silent threads: while it waits, it cannot be told of the death of a thread
 * that it waits for.
 */
const PATIENCE = 200;

/** `pool` has the other threads, null if there are none. */
export async function blockingProgram(
  { plan, compiled: { phases, ownSteps, layout }, module, memory, threads, warmUp, sharesFirstRun }: ProgramParts,
  pool: KernelPool | null,
): Promise<ThreadedProgram> {
  const content = { module, memory, phases, threads };
  let helpers = sharesFirstRun ? (pool?.load(content, 1) ?? null) : null;
  const view = layout.host(memory);
  const host = bindHostPlan(plan, view);
  const ownLoops = ownSteps.map((step) => bindReference(step, view));
  const opening = openThreadInstance(content, 0, { patience: PATIENCE, warmUp }).then((opened) => {
    layout.fill(memory);
    return opened;
  });
  const [own] = await Promise.all([opening, helpers?.loaded]);
  const queue = threads === 1 ? null : new WorkQueue(memory, phases, { thread: 0, threads, patience: PATIENCE });
  let isFirst = true;
  /** Those that are called late join a run when they have come to life. */
  const callHelpers = (): void => {
    if (isFirst || helpers !== null || pool === null || pool.unavailable !== null) return;
    helpers = pool.load(content, 1);
    helpers.loaded.catch(warnAlone);
  };
  /** False if other threads have not done their part yet. */
  const work = (phase: number): boolean => {
    try {
      return own.run(phase);
    } catch (error) {
      helpers?.abandon(`its part of a kernel failed: ${error}`);
      throw error;
    }
  };
  return {
    isLost: () => helpers?.isLost() ?? false,
    run: async (feeds) => {
      host.feed(feeds);
      callHelpers();
      isFirst = false;
      while (queue?.begin() === false) await helpers!.hear();
      for (let phase = 0; phase < phases.length; phase += 1) {
        if (queue?.open(phase) === false) helpers?.help();
        while (!work(phase)) await helpers!.hear();
        ownLoops[phase]?.();
      }
      return host.finish();
    },
    readState: async () => host.readState(),
    writeState: async (values) => host.writeState(values),
    close: async () => helpers?.unload(),
  };
}
