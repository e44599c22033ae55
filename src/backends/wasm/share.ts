// One thread's share of a program: its part of every kernel, and a barrier after each.

import { Barrier } from "./barrier.js";
import { bindLaunches, type Launch } from "./launch.js";

/** All that a thread has to know of a program; it can be sent to one. */
export interface ThreadProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** The kernels of each step; null where the first thread runs the op's own loop. */
  readonly steps: readonly (readonly Launch[] | null)[];
  readonly threads: number;
}

/** Runs the share once; returns when all threads have done theirs. */
export type Share = () => void;

/** `ownLoops` are what the first thread does in steps without kernels. */
export async function runShare(
  { module, memory, steps, threads }: ThreadProgram,
  thread: number,
  ownLoops: readonly ((() => void) | null)[] = [],
): Promise<Share> {
  const { exports } = await WebAssembly.instantiate(module, { linnet: { memory } });
  const nothing = (): void => {};
  const calls = steps.flatMap((launches, index) =>
    launches === null ? [ownLoops[index] ?? nothing] : bindLaunches(launches, exports, { thread, threads }),
  );
  if (threads === 1) {
    return () => {
      for (const call of calls) call();
    };
  }
  const barrier = new Barrier(memory, threads);
  return () => {
    for (const call of calls) {
      call();
      barrier.wait();
    }
  };
}
