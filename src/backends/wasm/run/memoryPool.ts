// Memories of closed programs, for later programs. Shared memory is freed only after the garbage collector of every thread
// has run, and threads that make no garbage run none for a long time.

import { LinnetError } from "../../../tensor/errors.js";
import { isShared } from "./isShared.js";
import { PAGE } from "./layout.js";

/** A program gets no memory more than this many times as large as it needs. */
const MOST_TIMES = 2;
/** A step at two batch sizes, its evaluation and a prediction; beyond that, the least recently wanted ones are let go. */
const MOST_KEPT = 4;

export class MemoryPool {
  #free: readonly WebAssembly.Memory[] = [];

  /** A memory of at least this many pages, all zeros. @throws LinnetError if the machine has no such memory left */
  take(pages: number, shared: boolean): WebAssembly.Memory {
    const [best] = this.#free
      .filter((memory) => isShared(memory) === shared)
      .filter((memory) => pagesOf(memory) >= pages && pagesOf(memory) <= MOST_TIMES * pages)
      .sort((a, b) => pagesOf(a) - pagesOf(b));
    if (best === undefined) return newMemory(pages, shared);
    this.#free = this.#free.filter((memory) => memory !== best);
    new Uint8Array(best.buffer).fill(0);
    return best;
  }

  /** Takes back a memory that no thread looks at any more. */
  give(memory: WebAssembly.Memory): void {
    this.#free = [...this.#free, memory].slice(-MOST_KEPT);
  }
}

function newMemory(pages: number, shared: boolean): WebAssembly.Memory {
  try {
    return new WebAssembly.Memory({ initial: pages, maximum: pages, shared });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const gigabytes = ((pages * PAGE) / 1e9).toFixed(1);
    throw new LinnetError(
      `wasm backend: the machine did not give ${gigabytes} GB at once: smaller batches, pictures or layers take less`,
    );
  }
}

function pagesOf({ buffer }: WebAssembly.Memory): number {
  return buffer.byteLength / PAGE;
}
