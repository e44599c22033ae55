// A pool's thread, seen from inside: it answers the requests of `workerPool.ts`, one after the other.

import { serveWorker } from "./index.js";
import { serialQueue } from "./serialQueue.js";

/** A request on its way to a thread. */
export interface ToThread {
  /** Null where no answer is wanted. */
  readonly id: number | null;
  readonly request: unknown;
}

/** What a thread says: once that it is there, then its replies. */
export type FromThread =
  | { readonly kind: "ready" }
  | { readonly kind: "reply"; readonly id: number; readonly reply: unknown };

/**
 * Called once in a thread: answers every request of its pool. A request that throws ends the thread, and so all that its pool
 * was asked.
 *
 * @param transferOf what of a reply is handed over instead of copied
 */
export function serveRequests<Request, Reply>(
  answer: (request: Request) => Reply | Promise<Reply>,
  transferOf: (reply: Reply) => readonly ArrayBuffer[] = () => [],
): void {
  const inTurn = serialQueue();
  const post = serveWorker((message) => {
    const { id, request } = message as ToThread;
    inTurn(async () => {
      const reply = await answer(request as Request);
      if (id !== null) send({ kind: "reply", id, reply }, transferOf(reply));
    }).catch(dieOf);
  });
  const send = (message: FromThread, transfer?: readonly ArrayBuffer[]): void => post(message, transfer);
  send({ kind: "ready" });
}

/** Throws where nothing catches: a rejected promise would end a thread of Node alone, and not even that by every setting. */
function dieOf(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
