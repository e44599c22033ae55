// A backend that compiles equal plans once, for making many models of the same shape in turn.

import type { Plan } from "../graph/plan.js";
import type { Backend, Program } from "./backend.js";

export interface ReusingBackend extends Backend {
  /** Closes all programs, whose own `close` does nothing. */
  close(): Promise<void>;
}

/**
 * Gives every plan the program of the first plan that equals it, so a program must not be in use twice at once: its state
 * is that of its last writer. Plans are compared by everything in them, including constants, so use it for small ones,
 * such as those of heads.
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
  const constants = plan.constants.map(({ tensor, slot }) => ({ values: [...tensor.values], slot }));
  // JSON cannot write numbers that are not finite, such as the upper bound of a ReLU.
  const finite = (_: string, value: unknown) =>
    typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
  return JSON.stringify({ ...plan, steps, constants }, finite);
}
