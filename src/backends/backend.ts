// A backend: turns a plan into a program.

import type { Plan } from "../graph/plan.js";
import type { Graph } from "../graph/trace.js";

/** A plan ready to run, with all its memory. */
export interface Program {
  /**
   * Runs once. `feeds` are the values of the plan's inputs, in order. The returned arrays belong to the program, and the
   * next run overwrites them.
   */
  run(feeds: readonly Float32Array[]): Promise<readonly Float32Array[]>;
  /** Copies of the plan's state, in order. */
  readState(): Promise<Float32Array[]>;
  /** Sets the plan's state. */
  writeState(values: readonly Float32Array[]): Promise<void>;
  /** Which kernel serves each step, in order: `reference` is the op's own loop, which a user's op always has. */
  readonly servedBy: readonly string[];
  /** How it runs, for people: mode, executor, threads, and the reason of any fallback. */
  describe(): string;
  /** Releases memory and threads for other programs; this one must not be run any more. */
  close(): Promise<void>;
}

export interface Backend {
  readonly name: string;
  /** How products are added up: in one rounding or in two. Other ways come to other last bits. Unknown if absent. */
  readonly multiplyAdd?: "fused" | "separate";
  /** Whether it keeps whole numbers from -128 to 127 as bytes. Default: false. */
  readonly storesInt8?: boolean;
  /** Rewrites an optimized graph into what the backend's kernels do best, such as larger ops. */
  rewrite?(graph: Graph): Graph;
  /**
   * Async for every backend, because threads and WebGPU have to be.
   * @param arrival when constants have their values, which throw until then. Default: they have them
   */
  compile(plan: Plan, arrival?: Promise<void>): Promise<Program>;
}
