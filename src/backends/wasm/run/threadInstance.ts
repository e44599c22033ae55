// One thread's part of a program: its own instance of the program's module, over the memory that all share.

import { bindCalls, type KernelCall } from "../kernelCall.js";
import { PAGE } from "./layout.js";
import { type Piece, WorkQueue } from "./workQueue.js";

/** Everything that a thread must know of a program; it can be sent to one. */
export interface ThreadProgram {
  readonly module: WebAssembly.Module;
  /** A memory that threads share, or the initial content of a thread's own. */
  readonly memory: WebAssembly.Memory | ArrayBuffer;
  /** The kernels in order; between two phases the caller runs an op's own loop. */
  readonly phases: readonly (readonly KernelCall[])[];
  readonly threads: number;
  /** The part of each kernel's units that the first thread runs beforehand: the memory is filled later. */
  readonly warmUp: number;
}

export interface ThreadInstance {
  readonly memory: WebAssembly.Memory;
  /** Does what it can of the open phases, and of those opened soon after. */
  help(): void;
  /** Does what it can of a phase, and returns once all threads have done theirs; false if its patience ended before. */
  run(phase: number): boolean;
}

/** @param patience how many milliseconds it waits for others before it gives up for now */
export async function openThreadInstance(
  { module, memory: given, phases, threads, warmUp }: ThreadProgram,
  thread: number,
  patience = Number.POSITIVE_INFINITY,
): Promise<ThreadInstance> {
  const memory = given instanceof WebAssembly.Memory ? given : memoryOf(given);
  const { exports } = await WebAssembly.instantiate(module, { linnet: { memory } });
  const bound = phases.map((phase) => bindCalls(phase, exports, thread));
  const calls = bound.flat();
  if (thread === 0 && warmUp > 0) {
    // V8 begins to compile a kernel for speed when it has run for a while, and uses what it has made from the next call on.
    const seen = new Set<string>();
    phases.flat().forEach(({ name, units }, index) => {
      if (seen.size < seen.add(name).size) calls[index]!(0, Math.ceil(units * warmUp));
    });
  }
  if (threads === 1) {
    const run = (phase: number): boolean => {
      for (const [index, call] of bound[phase]!.entries()) call(0, phases[phase]![index]!.units);
      return true;
    };
    return { memory, run, help: () => {} };
  }
  const queue = new WorkQueue(memory, phases, { thread, threads, patience });
  const runPiece = ({ call, from, to }: Piece): void => calls[call]!(from, to);
  return {
    memory,
    help: () => queue.help(runPiece),
    run: (phase) => {
      queue.work(runPiece);
      return queue.finish(phase);
    },
  };
}

function memoryOf(bytes: ArrayBuffer): WebAssembly.Memory {
  const pages = bytes.byteLength / PAGE;
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  new Uint8Array(memory.buffer).set(new Uint8Array(bytes));
  return memory;
}
