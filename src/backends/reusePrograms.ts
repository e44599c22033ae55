// A backend that compiles equal plans once, for work that makes one model after the other of the same shape.

import type { Plan } from "../graph/plan.js";
import type { Backend, Program } from "./backend.js";

export interface ReusingBackend extends Backend {
  /** Closes all programs; each one's own `close` does nothing. */
  close(): Promise<void>;
}

/**
 * Gives the program of the first plan again for every plan that equals it, so a program must not be in use twice at once:
 * its state is that of whoever wrote it last. Plans are compared by all that is in them, constants too, which is meant for
 * small ones, as those of heads.
 */
export function reusePrograms(backend: Backend): ReusingBackend {
  const programs = new Map<string, Promise<Program>>();
  return {
    ...backend,
    compile: async (plan) => {
      const key = keyOf(plan);
      const program = programs.get(key) ?? backend.compile(plan);
      programs.set(key, program);
      return { ...(await program), close: async () => {} };
    },
    close: async () => {
      for (const program of programs.values()) await (await program).close();
      programs.clear();
    },
  };
}

function keyOf(plan: Plan): string {
  const steps = plan.steps.map(({ op, ...step }) => ({ op: op.name, ...step }));
  const constants = plan.constants.map(({ values, slot }) => ({ values: [...values], slot }));
  // JSON has no word for numbers that are not finite, such as the upper bound of a ReLU.
  const finite = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.stringify({ ...plan, steps, constants }, finite);
}
