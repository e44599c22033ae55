// A program for a page, whose own thread must not wait: workers do the work, and the page goes on answering its user.

import type { Slot } from "../../graph/plan.js";
import type { Program } from "../backend.js";
import { bindHostPlan, bindReference } from "../memory.js";
import type { ProgramParts } from "./callerProgram.js";
import type { Team } from "./team.js";

/** `shared` says whether the workers see the page's memory; else there is one, with a memory of its own. */
export async function pageProgram(
  { plan, compiled: { calls, layout }, module, memory, threads }: ProgramParts,
  { team, shared }: { readonly team: Team; readonly shared: boolean },
): Promise<Omit<Program, "describe" | "servedBy">> {
  const steps = calls.map(({ launches }) => launches);
  const image = { pages: layout.pages, bytes: memory.buffer as ArrayBuffer };
  const number = await team.load({ module, memory: shared ? memory : image, steps, threads }, 0);
  const { view } = layout.host(memory);
  const host = bindHostPlan(plan, { view });
  const ownSteps = calls.flatMap(({ step, launches }, index) =>
    launches === null ? [{ index, step, runLoop: bindReference(step, { view }) }] : [],
  );
  /** What the page has written and a worker with a memory of its own has not yet seen. */
  let changed: Slot[] = [];
  const advance = async (firstStep: number, endStep: number, results: readonly Slot[]): Promise<void> => {
    const request = { program: number, firstStep, endStep };
    if (shared) {
      await team.runAlone(request);
      return;
    }
    const wanted = results.filter(({ region }) => region !== "constant");
    const writes = changed.map((slot) => ({ address: layout.addressOf(slot), values: view(slot).slice() }));
    const reads = wanted.map((slot) => ({ address: layout.addressOf(slot), length: view(slot).length }));
    changed = [];
    const values = await team.runAlone({ ...request, writes, reads });
    wanted.forEach((slot, index) => {
      view(slot).set(values[index]!);
    });
  };
  return {
    run: async (feeds) => {
      host.feed(feeds);
      changed.push(...plan.inputs);
      let next = 0;
      for (const { index, step, runLoop } of ownSteps) {
        await advance(next, index, step.inputs);
        runLoop();
        changed.push(step.output);
        next = index + 1;
      }
      await advance(next, calls.length, [...plan.outputs, ...plan.copies.map(({ from }) => from)]);
      const results = host.finish();
      changed.push(...plan.copies.map(({ to }) => to));
      return results;
    },
    readState: async () => {
      await advance(0, 0, plan.state);
      return host.readState();
    },
    writeState: async (values) => {
      host.writeState(values);
      changed.push(...plan.state);
    },
    close: async () => team.unload(number),
  };
}
