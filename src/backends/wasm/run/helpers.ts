// The threads of a program beyond its first: there from the beginning, or called by the second run, which does not wait for them.

import type { KernelPool, LoadedProgram } from "./kernelPool.js";
import type { ThreadProgram } from "./threadInstance.js";
import { WorkQueue } from "./workQueue.js";

/** Milliseconds that the caller waits for those that have not left the run before, until it lets events arrive. */
const PATIENCE = 1;

export interface Helpers {
  /** Once those that were wanted at once have the program. @throws ThreadError if one could not start */
  readonly loaded: Promise<void> | undefined;
  /** The program on them; null until they are called. */
  called(): LoadedProgram | null;
  /** Begins a run. @throws ThreadError if a thread died that has not left the one before */
  begin(): Promise<void>;
  /** Opens a phase of it, which whoever is there joins. */
  open(phase: number): void;
}

/**
 * @param pool has them; null if there are none
 * @param atOnce whether they are wanted for the first run already
 */
export function helpersOf(content: ThreadProgram, pool: KernelPool | null, atOnce: boolean): Helpers {
  const { memory, phases, threads } = content;
  const queue = pool && new WorkQueue(memory as WebAssembly.Memory, phases, { thread: 0, threads, patience: PATIENCE });
  const load = (): LoadedProgram | null => (pool?.unavailable === null ? pool.load(content, 1, threads) : null);
  let called = atOnce ? load() : null;
  let isFirst = true;
  return {
    loaded: called?.loaded,
    called: () => called,
    begin: async () => {
      if (isFirst) isFirst = false;
      else if (called === null) {
        called = load();
        // Without those that cannot come the program is opened anew.
        called?.loaded.catch(() => {});
      }
      while (queue?.begin() === false) await called!.hear();
    },
    open: (phase) => {
      if (queue?.open(phase) === false) called?.help(queue);
    },
  };
}
