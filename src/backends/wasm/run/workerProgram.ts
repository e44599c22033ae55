// A program for a page, whose own thread must not wait: workers do the work, and the page keeps answering its user.

import type { Slot } from "../../../graph/plan.js";
import { bindHostPlan, bindReference } from "../../memory.js";
import type { ProgramParts } from "./blockingProgram.js";
import { helpersOf } from "./helpers.js";
import type { KernelPool } from "./kernelPool.js";
import type { ThreadedProgram } from "./threadedProgram.js";

/**
 * `shared` says whether the workers see the page's memory; else there is one worker, with a memory of
 * its own, which what the page writes is sent to.
 */
export async function workerProgram(
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
  { pool, shared }: { readonly pool: KernelPool; readonly shared: boolean },
): Promise<ThreadedProgram> {
  // A worker with a memory of its own gets what this one holds.
  if (!shared) {
    await arrival;
    layout.fill(memory);
  }
  const whole = shared ? memory : (memory.buffer as ArrayBuffer);
  const isEarly = shared && arrival !== undefined;
  const content = { module, memory: whole, phases, threads, warmUp: isEarly ? warmUp : 0 };
  const own = pool.load(content, 0, 1);
  const helpers = helpersOf(content, threads > 1 ? pool : null, sharesFirstRun);
  const close = async (): Promise<void> => {
    await Promise.all([own.unload(), helpers.called()?.unload()]);
  };
  try {
    const loaded = Promise.all([own.loaded, helpers.loaded, arrival]);
    // A warm-up writes where weights are packed.
    if (isEarly) await loaded;
    if (shared) layout.fill(memory);
    await loaded;
  } catch (error) {
    await close();
    throw error;
  }
  const hostMemory = layout.host(memory);
  const { view } = hostMemory;
  const host = bindHostPlan(plan, hostMemory);
  const ownLoops = ownSteps.map((step) => bindReference(step, hostMemory));
  /** What the page has written and a worker with its own memory has not yet seen. */
  let changed: Slot[] = [];
  const advance = async (phase: number | null, results: readonly Slot[]): Promise<void> => {
    if (shared) {
      if (phase === 0) await helpers.begin();
      if (phase !== null) helpers.open(phase);
      await own.run(phase);
      return;
    }
    const wanted = results.filter(({ region }) => region !== "constant");
    const writes = changed.map((slot) => ({ address: layout.addressOf(slot), values: view(slot).slice() }));
    const reads = wanted.map((slot) => ({ address: layout.addressOf(slot), length: view(slot).length }));
    changed = [];
    const values = await own.run(phase, { writes, reads });
    wanted.forEach((slot, index) => {
      view(slot).set(values[index]!);
    });
  };
  return {
    isLost: () => own.isLost(),
    run: async (feeds) => {
      host.feed(feeds);
      changed.push(...plan.inputs);
      for (const [phase, step] of ownSteps.entries()) {
        await advance(phase, step.inputs);
        ownLoops[phase]!();
        changed.push(step.output);
      }
      await advance(phases.length - 1, [...plan.outputs, ...plan.copies.map(({ from }) => from)]);
      const results = host.finish();
      changed.push(...plan.copies.map(({ to }) => to));
      return results;
    },
    readState: async () => {
      // A page that sees the memory sees it also after the death of a worker.
      if (!shared) await advance(null, plan.state);
      return host.readState();
    },
    writeState: async (values) => {
      host.writeState(values);
      changed.push(...plan.state);
    },
    close,
  };
}
