// A thread that runs its part of programs' kernels.

import { serveRequests } from "../../../platform/poolThread.js";
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
  /** Null to only exchange memory. */
  readonly phase: number | null;
}

/** A request to a thread; a program's number is never reused. */
export type KernelRequest =
  | { readonly kind: "load"; readonly program: number; readonly content: ThreadProgram; readonly thread: number }
  | RunRequest
  | { readonly kind: "help"; readonly program: number }
  | { readonly kind: "unload"; readonly program: number };

/** What the request asked to read after the phase. */
export type KernelReply = readonly Float32Array<ArrayBuffer>[];

const instances = new Map<number, ThreadInstance>();

async function answer(request: KernelRequest): Promise<KernelReply> {
  const { kind, program } = request;
  if (kind === "run") return run(instances.get(program)!, request);
  if (kind === "load") instances.set(program, await openThreadInstance(request.content, request.thread));
  else if (kind === "help") instances.get(program)!.help();
  else instances.delete(program);
  return [];
}

function run(instance: ThreadInstance, { phase, writes = [], reads = [] }: RunRequest): KernelReply {
  const view = (address: number, length: number): Float32Array =>
    new Float32Array(instance.memory.buffer, address, length);
  for (const { address, values } of writes) view(address, values.length).set(values);
  if (phase !== null) instance.run(phase);
  return reads.map(({ address, length }) => new Float32Array(view(address, length)));
}

serveRequests(answer, (values) => values.map(({ buffer }) => buffer));
