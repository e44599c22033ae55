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

/** Memory that is not shared is written before a phase, and read after it. */
export interface Exchange {
  readonly writes?: readonly Written[];
  readonly reads?: readonly Range[];
}

interface RunRequest extends Exchange {
  readonly kind: "run";
  readonly program: number;
  /** Null where memory is exchanged and nothing done. */
  readonly phase: number | null;
}

/** What a thread is told; a program's number is its own for good. */
export type WorkerRequest =
  | { readonly kind: "load"; readonly program: number; readonly content: ThreadProgram; readonly thread: number }
  | RunRequest
  | { readonly kind: "help"; readonly program: number }
  | { readonly kind: "unload"; readonly program: number };

export type WorkerReply =
  | { readonly kind: "loaded" | "unloaded"; readonly program: number }
  | { readonly kind: "ran"; readonly program: number; readonly values: readonly Float32Array[] };

const shares = new Map<number, Share>();

async function answer(request: WorkerRequest, reply: (message: WorkerReply) => void): Promise<void> {
  const { program } = request;
  if (request.kind === "unload") {
    shares.delete(program);
    reply({ kind: "unloaded", program });
  }
  if (request.kind === "load") {
    shares.set(program, await openShare(request.content, request.thread));
    reply({ kind: "loaded", program });
  }
  if (request.kind === "help") shares.get(program)!.help();
  if (request.kind === "run") reply({ kind: "ran", program, values: run(shares.get(program)!, request) });
}

function run(share: Share, { phase, writes = [], reads = [] }: RunRequest): Float32Array[] {
  const view = (address: number, length: number): Float32Array =>
    new Float32Array(share.memory.buffer, address, length);
  for (const { address, values } of writes) view(address, values.length).set(values);
  if (phase !== null) share.run(phase);
  return reads.map(({ address, length }) => view(address, length).slice());
}

serveWorker((request, reply) => void answer(request as WorkerRequest, reply));
