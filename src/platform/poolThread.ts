// A pool's thread, seen from inside: it answers the requests of `workerPool.ts` one by one.

import { serveWorker } from "./index.js";
import { serialQueue } from "./serialQueue.js";

/** A request on its way to a thread. */
export interface ToThread {
  /** Null if no answer is wanted. */
  readonly id: number | null;
  readonly request: unknown;
}

/** What a thread sends: first that it is ready, then its replies. */
export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "reply"; readonly id: number; readonly reply: unknown };

/**
 * Called once in a thread: answers every request of its pool. A request that throws ends the thread, and so the whole
 * pool.
 *
 * @param transferOf the parts of a reply to transfer instead of copying
 */
export function serveRequests<Request, Reply>(
  answer: (request: Request) => Reply | Promise<Reply>,
  transferOf: (reply: Reply) => readonly ArrayBuffer[] = () => [],
): void {
  const queue = serialQueue();
  const post = serveWorker((message) => {
    const { id, request } = message as ToThread;
    queue(async () => {
      const reply = await answer(request as Request);
      if (id !== null) send({ kind: "reply", id, reply }, transferOf(reply));
    }).catch(dieOf);
  });
  const send = (message: FromThread, transfer?: readonly ArrayBuffer[]): void => post(message, transfer);
  send({ kind: "ready" });
}

/** Throws where nothing catches: a rejected promise would end only a thread of Node, and not under every setting. */
function dieOf(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
