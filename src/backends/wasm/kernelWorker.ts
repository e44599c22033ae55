// A thread that runs its share of programs' kernels.

import { serveWorker } from "../../platform/index.js";
import { openShare, type Share, type ThreadProgram } from "./share.js";

/** Some floats of a program's memory: an address in bytes. */
export interface Range {
  readonly address: number;
  readonly length: number;
}

export interface Written {
  readonly address: number;
  readonly values: Float32Array;
}

/** Memory that is not shared is written before the steps, and read after them. */
export interface RunRequest {
  readonly kind: "run";
  readonly program: number;
  readonly firstStep: number;
  readonly endStep: number;
  readonly writes?: readonly Written[];
  readonly reads?: readonly Range[];
  /** Whether the thread says when it is done. */
  readonly answers?: boolean;
}

/** What a thread is told; a program's number is its own for good. */
export type WorkerRequest =
  | { readonly kind: "load"; readonly program: number; readonly content: ThreadProgram; readonly thread: number }
  | RunRequest
  | { readonly kind: "unload"; readonly program: number };

export type WorkerReply =
  | { readonly kind: "loaded"; readonly program: number }
  | { readonly kind: "ran"; readonly program: number; readonly values: readonly Float32Array[] };

const shares = new Map<number, Share>();

async function answer(request: WorkerRequest, reply: (message: WorkerReply) => void): Promise<void> {
  const { program } = request;
  if (request.kind === "unload") shares.delete(program);
  if (request.kind === "load") {
    shares.set(program, await openShare(request.content, request.thread));
    reply({ kind: "loaded", program });
  }
  if (request.kind === "run") {
    const values = run(shares.get(program)!, request);
    if (request.answers === true) reply({ kind: "ran", program, values });
  }
}

function run(share: Share, { firstStep, endStep, writes = [], reads = [] }: RunRequest): Float32Array[] {
  const view = (address: number, length: number): Float32Array =>
    new Float32Array(share.memory.buffer, address, length);
  for (const { address, values } of writes) view(address, values.length).set(values);
  share.run(firstStep, endStep);
  return reads.map(({ address, length }) => view(address, length).slice());
}

serveWorker((request, reply) => void answer(request as WorkerRequest, reply));
