// A thread that runs its share of programs' kernels.

import { serveWorker } from "../../platform/index.js";
import { runShare, type Share, type ThreadProgram } from "./share.js";

/** What a thread is told; a program's number is its own for good. */
export type WorkerRequest =
  | { readonly kind: "load"; readonly program: number; readonly content: ThreadProgram; readonly thread: number }
  | { readonly kind: "run"; readonly program: number }
  | { readonly kind: "unload"; readonly program: number };

const shares = new Map<number, Share>();

async function answer(request: WorkerRequest, reply: (message: unknown) => void): Promise<void> {
  const { program } = request;
  if (request.kind === "unload") shares.delete(program);
  if (request.kind === "run") shares.get(program)!();
  if (request.kind === "load") {
    shares.set(program, await runShare(request.content, request.thread));
    reply({ loaded: program });
  }
}

serveWorker((request, reply) => void answer(request as WorkerRequest, reply));
