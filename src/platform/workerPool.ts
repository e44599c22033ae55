// Threads that answer requests: the one pool, which decodes pictures and runs the kernels of the wasm backend.

import { longestWorkerStart, startWorker, type WorkerThread } from "./index.js";
import type { FromThread, ToThread } from "./poolThread.js";
import type { WorkerSource } from "./workerSource.js";

/** Why a pool has no threads any more. */
export interface PoolFailure {
  /** `unavailable`: a thread never started; `died`: a thread ended by itself later; `closed`: the pool's user stopped it. */
  readonly kind: "unavailable" | "died" | "closed";
  readonly reason: string;
}

interface WorkerPoolOptions {
  /** What the threads run: a module that calls `serveRequests`. */
  readonly source: WorkerSource;
  /** The number of threads. */
  readonly size: number;
  /** Makes the error that rejects all waiting requests. */
  readonly toError: (failure: PoolFailure) => Error;
}

interface Waiting {
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** One thread and its unanswered requests. */
interface Member {
  readonly thread: WorkerThread;
  readonly waiting: Map<number, Waiting>;
}

/**
 * Threads that live and die together: if one cannot start, or dies, all are stopped and all waiting requests are rejected.
 * A failed pool accepts nothing more; whoever needs threads again starts another pool. Threads keep the process alive only
 * while an answer is awaited.
 */
export class WorkerPool<Request, Reply> {
  readonly #source: WorkerSource;
  readonly #toError: WorkerPoolOptions["toError"];
  readonly #members: Member[] = [];
  #failure: PoolFailure | null = null;
  #stopped: Promise<unknown> = Promise.resolve();
  #requests = 0;

  constructor({ source, size, toError }: WorkerPoolOptions) {
    this.#source = source;
    this.#toError = toError;
    this.grow(size);
  }

  /** Starts threads until there are as many. Returns whether any was started; a failed pool starts none. */
  grow(size: number): boolean {
    const before = this.#members.length;
    try {
      while (this.#failure === null && this.#members.length < size) this.#members.push(this.#startMember(this.#source));
    } catch (error) {
      this.#stop({ kind: "unavailable", reason: error instanceof Error ? error.message : String(error) });
    }
    return this.#members.length > before;
  }

  /** Null while the threads live. */
  get failure(): PoolFailure | null {
    return this.#failure;
  }

  /** The number of the thread with the fewest unanswered requests. */
  get idlest(): number {
    const counts = this.#members.map(({ waiting }) => waiting.size);
    return Math.max(0, counts.indexOf(Math.min(...counts)));
  }

  /** Asks one thread; rejects if the pool fails before the answer. */
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

  /** Tells one thread something that needs no answer; a failed pool ignores it. */
  tell(thread: number, request: Request): void {
    if (this.#failure === null) this.#members[thread]!.thread.post({ id: null, request } satisfies ToThread);
  }

  /** Stops the threads because their work has become useless, for example after one's death. */
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
        // A stopped thread keeps the process alive until it has ended, whatever it still sent.
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

  /** Counts seconds in which this thread was free to hear the other, because a failed start may go unreported. */
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
