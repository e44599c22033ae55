// One thread's share of a program: its part of every kernel, and a barrier after each.

import { Barrier } from "./barrier.js";
import { bindLaunches, type Launch } from "./launch.js";

/** What memory that cannot be shared begins with: a thread makes its own of it. */
export interface MemoryImage {
  readonly pages: number;
  readonly bytes: ArrayBuffer;
}

/** All that a thread has to know of a program; it can be sent to one. */
export interface ThreadProgram {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory | MemoryImage;
  /** The kernels of each step; null where the caller runs the op's own loop. */
  readonly steps: readonly (readonly Launch[] | null)[];
  readonly threads: number;
}

export interface Share {
  readonly memory: WebAssembly.Memory;
  /** Does the thread's part of some steps; returns when all threads have done theirs. */
  run(firstStep: number, endStep: number): void;
}

/** `ownLoops` are what the first thread does in steps without kernels. */
export async function openShare(
  { module, memory: given, steps, threads }: ThreadProgram,
  thread: number,
  ownLoops: readonly ((() => void) | null)[] = [],
): Promise<Share> {
  const memory = given instanceof WebAssembly.Memory ? given : memoryOf(given);
  const { exports } = await WebAssembly.instantiate(module, { linnet: { memory } });
  const nothing = (): void => {};
  const callsOf = steps.map((launches, step) =>
    launches === null ? [ownLoops[step] ?? nothing] : bindLaunches(launches, exports, { thread, threads }),
  );
  const calls = callsOf.flat();
  const starts = [0];
  for (const own of callsOf) starts.push(starts[starts.length - 1]! + own.length);
  const barrier = threads === 1 ? null : new Barrier(memory, threads);
  return {
    memory,
    run: (firstStep, endStep) => {
      const end = starts[endStep]!;
      for (let call = starts[firstStep]!; call < end; call += 1) {
        calls[call]!();
        barrier?.wait();
      }
    },
  };
}

function memoryOf({ pages, bytes }: MemoryImage): WebAssembly.Memory {
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  new Uint8Array(memory.buffer).set(new Uint8Array(bytes));
  return memory;
}
