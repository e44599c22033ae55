// What a backend is: something that turns a plan into a program.

import type { Plan } from "../graph/plan.js";
import type { Graph } from "../graph/trace.js";

/** A plan made ready to run, with all its memory. */
export interface Program {
  /**
   * Runs once. `feeds` are the values of the plan's inputs, in order. The arrays that come back belong to the program
   * and are overwritten by the next run.
   */
  run(feeds: readonly Float32Array[]): Promise<readonly Float32Array[]>;
  /** Copies of the plan's state, in order. */
  readState(): Promise<Float32Array[]>;
  /** Sets the plan's state. */
  writeState(values: readonly Float32Array[]): Promise<void>;
  /** Which kernel serves each step, in order: `reference` is the op's own loop, which a user's op always has. */
  readonly servedBy: readonly string[];
  /** How it runs, for a person: mode, executor, threads, and the reason of any fallback. */
  describe(): string;
  /** Gives memory and threads back, for other programs: this one is not to be run any more. */
  close(): Promise<void>;
}

export interface Backend {
  readonly name: string;
  /** Makes of an optimized graph what the backend's kernels do best, such as larger ops. */
  rewrite?(graph: Graph): Graph;
  /** Async for every backend, since threads and WebGPU can be nothing else. */
  compile(plan: Plan): Promise<Program>;
}
