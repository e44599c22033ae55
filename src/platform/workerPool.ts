// Threads that answer requests: the one pool, on which the decoding of pictures and the kernels of the wasm backend stand.

import { longestWorkerStart, startWorker, type WorkerThread } from "./index.js";
import type { FromThread, ToThread } from "./poolThread.js";
import type { WorkerSource } from "./workerSource.js";

/** Why a pool has no threads any more. */
export interface PoolFailure {
  /** `unavailable`: a thread never came to answer anything; `died`: it ended later, by itself; `closed`: its user stopped it. */
  readonly kind: "unavailable" | "died" | "closed";
  readonly reason: string;
}

interface WorkerPoolOptions {
  /** What the threads run: a module that calls `serveRequests`. */
  readonly source: WorkerSource;
  /** How many threads. */
  readonly size: number;
  /** Words what all that waits for an answer is rejected with. */
  readonly toError: (failure: PoolFailure) => Error;
}

interface Waiting {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread and the requests that it has not answered. */
interface Member {
  readonly thread: WorkerThread;
  readonly waiting: Map<number, Waiting>;
}

/**
 * Threads that stand and fall together: where one could not start, or has died, all are stopped and all that waits is rejected.
 * Nothing is asked of a failed pool any more; whoever needs threads again starts another. Threads keep the process alive while
 * an answer is awaited, and no longer.
 */
export class WorkerPool<Request, Reply> {
  readonly size: number;
  readonly #toError: WorkerPoolOptions["toError"];
  readonly #members: Member[] = [];
  #failure: PoolFailure | null = null;
  #stopped: Promise<unknown> = Promise.resolve();
  #requests = 0;

  constructor({ source, size, toError }: WorkerPoolOptions) {
    this.size = size;
    this.#toError = toError;
    try {
      while (this.#members.length < size) this.#members.push(this.#startMember(source));
    } catch (error) {
      this.#stop({ kind: "unavailable", reason: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Null while its threads live. */
  get failure(): PoolFailure | null {
    return this.#failure;
  }

  /** The number of the thread with the fewest unanswered requests. */
  get idlest(): number {
    const counts = this.#members.map(({ waiting }) => waiting.size);
    return Math.max(0, counts.indexOf(Math.min(...counts)));
  }

  /** Asks one thread; rejects where the pool fails before it answers. */
  ask(thread: number, request: Request, transfer?: readonly ArrayBuffer[]): Promise<Reply> {
    return new Promise<unknown>((resolve, reject) => {
      if (this.#failure !== null) {
        reject(this.#toError(this.#failure));
        return;
      }
      const { thread: worker, waiting } = this.#members[thread]!;
      const id = this.#requests;
      this.#requests += 1;
      worker.post({ id, request } satisfies ToThread, transfer);
      if (waiting.size === 0) worker.keepAlive(true);
      waiting.set(id, { resolve, reject });
    }) as Promise<Reply>;
  }

  /** Tells one thread what needs no answer; a failed pool hears nothing. */
  tell(thread: number, request: Request): void {
    if (this.#failure === null) this.#members[thread]!.thread.post({ id: null, request } satisfies ToThread);
  }

  /** Stops the threads, since what they do makes no sense any more, as after one's death. */
  abandon(reason: string): void {
    this.#stop({ kind: "died", reason });
  }

  /** Stops the threads; resolves when they have ended. */
  async close(): Promise<void> {
    const closed = { kind: "closed", reason: "it has been closed" } as const;
    this.#stop(closed);
    this.#failure = closed;
    await this.#stopped;
  }

  #startMember(source: WorkerSource): Member {
    const waiting = new Map<number, Waiting>();
    let isReady = false;
    const fail = (reason: string): void => this.#stop({ kind: isReady ? "died" : "unavailable", reason });
    const thread = startWorker(source, {
      message: (given) => {
        // Who is stopped keeps the process alive until it has ended, whatever it still said.
        if (this.#failure !== null) return;
        const message = given as FromThread;
        isReady = true;
        if (message.kind === "ready") return;
        waiting.get(message.id)?.resolve(message.reply);
        waiting.delete(message.id);
        if (waiting.size === 0) thread.keepAlive(false);
      },
      failure: ({ message }) => fail(message),
    });
    thread.keepAlive(false);
    this.#limitStart(() => isReady, fail);
    return { thread, waiting };
  }

  /** Counts seconds in which this thread was free to hear the other, where one that does not start may go unreported. */
  #limitStart(isReady: () => boolean, fail: (reason: string) => void): void {
    if (longestWorkerStart === null) return;
    let secondsLeft = longestWorkerStart;
    const timer = setInterval(() => {
      secondsLeft -= 1;
      if (!isReady() && secondsLeft === 0) fail(`it did not start within ${longestWorkerStart} seconds`);
      if (isReady() || this.#failure !== null) clearInterval(timer);
    }, 1000);
  }

  #stop(failure: PoolFailure): void {
    if (this.#failure !== null) return;
    this.#failure = failure;
    for (const { waiting } of this.#members) {
      for (const { reject } of waiting.values()) reject(this.#toError(failure));
      waiting.clear();
    }
    this.#stopped = Promise.all(this.#members.map(({ thread }) => thread.terminate()));
  }
}
