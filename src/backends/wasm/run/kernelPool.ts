// The threads of a backend: started for the first program large enough to use them, and lent to every such one.

import { WorkerPool } from "../../../platform/workerPool.js";
import type { WorkerSource } from "../../../platform/workerSource.js";
import { ThreadError } from "../../../tensor/errors.js";
import type { Exchange, KernelReply, KernelRequest } from "./kernelWorker.js";
import { text } from "./kernelWorkerText.js";
import type { ThreadProgram } from "./threadInstance.js";
import type { WorkQueue } from "./workQueue.js";

/** A program on its threads, which may ask for things before they have loaded it. */
export interface LoadedProgram {
  /** Once all threads have it. @throws ThreadError if one could not start */
  readonly loaded: Promise<void>;
  /** Whether the threads are gone, and the program with them. */
  isLost(): boolean;
  /** Calls the threads to the open phase, but for those that have not begun with the last call. */
  help(queue: WorkQueue): void;
  /** Makes the first thread run an open phase without the caller; null only exchanges memory. What is written is given away. */
  run(phase: number | null, exchange?: Exchange): Promise<readonly Float32Array[]>;
  /** Lets pending reports arrive. @throws ThreadError if one is the death of a thread */
  hear(): Promise<void>;
  /** Stops the threads, which wait for what will never be done. */
  abandon(reason: string): void;
  /** Makes the threads forget it; once they have, none of them looks at its memory any more. */
  unload(): Promise<void>;
}

/** Its module is built beside this one; a bundle without an address of its own starts no threads. */
const kernelWorker = (): WorkerSource => ({
  module: new URL("./kernelWorker.js", import.meta.url),
  text: async () => text,
});

/** Milliseconds in which a page's thread does nothing else: Chromium fetches a worker's script, and then asks the page's thread. */
const BEGINS = 5;

type Workers = WorkerPool<KernelRequest, KernelReply>;

export class KernelPool {
  readonly #first: number;
  #workers: Workers | null = null;
  #programs = 0;

  /** @param first the number of its first thread: 1 where the caller's own is 0 */
  constructor(first: number) {
    this.#first = first;
  }

  /** That no threads could start, and why; null if that is not known. */
  get unavailable(): string | null {
    const failure = this.#workers?.failure;
    return failure?.kind === "unavailable" ? `threads could not start: ${failure.reason}` : null;
  }

  /**
   * Starts the threads before number `end` ahead of a program that will soon be loaded: they come to life meanwhile.
   * @param inPage whether the browser of a page has to begin with new ones first
   */
  async start(end: number, inPage: boolean): Promise<void> {
    const areNew = this.#living().grow(end - this.#first);
    if (areNew && inPage) await new Promise((resolve) => setTimeout(resolve, BEGINS));
  }

  /** Gives a program to its threads from number `from` to before `end`. */
  load(content: ThreadProgram, from: number, end: number): LoadedProgram {
    const workers = this.#living();
    workers.grow(end - this.#first);
    const program = this.#programs;
    this.#programs += 1;
    const members = Array.from({ length: end - from }, (_, index) => from - this.#first + index);
    const askAll = async (requestOf: (member: number) => KernelRequest): Promise<void> => {
      await Promise.all(members.map((member) => workers.ask(member, requestOf(member))));
    };
    return {
      loaded: askAll((member) => ({ kind: "load", program, content, thread: this.#first + member })),
      isLost: () => workers.failure !== null,
      help: (queue) => {
        for (const member of members)
          if (queue.calls(this.#first + member)) workers.tell(member, { kind: "help", program });
      },
      run: (phase, exchange = {}) => {
        const sent = exchange.writes?.map(({ values }) => values.buffer as ArrayBuffer);
        return workers.ask(members[0]!, { kind: "run", program, phase, ...exchange }, sent);
      },
      hear: async () => {
        await new Promise((resolve) => setTimeout(resolve));
        if (workers.failure !== null) throw toError(workers.failure);
      },
      abandon: (reason) => workers.abandon(reason),
      unload: async () => {
        // Lost threads answer nothing, and look at nothing.
        await askAll(() => ({ kind: "unload", program })).catch(() => {});
      },
    };
  }

  /** Those that have died make room for others; if they could not start at all, they are not tried again. */
  #living(): Workers {
    if (this.#workers === null || this.#workers.failure?.kind === "died")
      this.#workers = new WorkerPool({ source: kernelWorker(), size: 0, toError });
    return this.#workers;
  }
}

function toError({ kind, reason }: { readonly kind: ThreadError["kind"]; readonly reason: string }): ThreadError {
  return new ThreadError("wasm backend", kind, reason);
}
