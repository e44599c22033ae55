// The reference backend: every step runs its op's own loop. It defines what all other backends must give.

import type { Plan } from "../../graph/plan.js";
import { ownOps } from "../../tensor/ops/ownOps.js";
import type { Backend, Program } from "../backend.js";
import { plainLoop, tableOf } from "../kernelTable.js";
import { allocateHostMemory, bindHostPlan, bindReference } from "../memory.js";

/** No kernels. */
export const kernels = tableOf<never, object>(
  ownOps.map((op) => plainLoop(op, "this backend is for what the loops give")),
);

export const referenceBackend: Backend = {
  name: "reference",
  multiplyAdd: "separate",
  compile: async (plan: Plan): Promise<Program> => {
    const memory = allocateHostMemory(plan);
    const host = bindHostPlan(plan, memory);
    const steps = plan.steps.map((step) => bindReference(step, memory));
    return {
      servedBy: plan.steps.map(() => "reference"),
      describe: () => "reference: plain loops, one thread",
      run: async (feeds) => {
        host.feed(feeds);
        for (const step of steps) step();
        return host.finish();
      },
      readState: async () => host.readState(),
      writeState: async (values) => host.writeState(values),
      close: async () => {},
    };
  },
};
