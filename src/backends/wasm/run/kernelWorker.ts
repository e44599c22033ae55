// A thread that runs its part of programs' kernels.

import { serveWorker } from "../../../platform/index.js";
import { openThreadInstance, type ThreadInstance, type ThreadProgram } from "./threadInstance.js";

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

const instances = new Map<number, ThreadInstance>();

async function answer(request: WorkerRequest, reply: (message: WorkerReply) => void): Promise<void> {
  const { program } = request;
  if (request.kind === "unload") {
    instances.delete(program);
    reply({ kind: "unloaded", program });
  }
  if (request.kind === "load") {
    instances.set(program, await openThreadInstance(request.content, request.thread));
    reply({ kind: "loaded", program });
  }
  if (request.kind === "help") instances.get(program)!.help();
  if (request.kind === "run") reply({ kind: "ran", program, values: run(instances.get(program)!, request) });
}

function run(instance: ThreadInstance, { phase, writes = [], reads = [] }: RunRequest): Float32Array[] {
  const view = (address: number, length: number): Float32Array =>
    new Float32Array(instance.memory.buffer, address, length);
  for (const { address, values } of writes) view(address, values.length).set(values);
  if (phase !== null) instance.run(phase);
  return reads.map(({ address, length }) => view(address, length).slice());
}

serveWorker((request, reply) => void answer(request as WorkerRequest, reply));
