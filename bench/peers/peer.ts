// The libraries that are compared, and how each is started.

import { LibraryProcess } from "../process.ts";
import { skipped } from "../report.ts";
import type { ModelFiles } from "./model.ts";

export type PeerName =
  | "linnet"
  | "tfjs-wasm"
  | "onnxruntime-web"
  | "onnxruntime-node"
  | "gpu.js webasm"
  | "gpu.js cpu"
  | "tfjs-cpu";

export interface Candidate {
  readonly name: PeerName;
  readonly threads: readonly number[];
  /** Why there is no second thread, if there is none. */
  readonly oneThread?: string;
  /** Runs on WebAssembly, as linnet does. */
  readonly isWasm: boolean;
  /** Takes so long that it gets one picture alone, and fewer rounds. */
  readonly mostRounds?: number;
}

const PLAIN_JAVASCRIPT = "is plain JavaScript, on one thread";

export const candidates: readonly Candidate[] = [
  { name: "linnet", threads: [1, 2], isWasm: true },
  { name: "tfjs-wasm", threads: [1], oneThread: "has no threads in Node", isWasm: true },
  { name: "onnxruntime-web", threads: [1, 2], isWasm: true },
  { name: "onnxruntime-node", threads: [1, 2], isWasm: false },
  { name: "gpu.js webasm", threads: [1, 2], isWasm: true, mostRounds: 5 },
  { name: "gpu.js cpu", threads: [1], oneThread: PLAIN_JAVASCRIPT, isWasm: false, mostRounds: 3 },
  { name: "tfjs-cpu", threads: [1], oneThread: PLAIN_JAVASCRIPT, isWasm: false, mostRounds: 3 },
];

/** What a peer's process says after its first prediction. */
export interface Ready {
  readonly logits: readonly number[];
  /** The most memory that it needed so far. */
  readonly peakBytes: number;
}

export interface Ran {
  readonly milliseconds: number;
}

export interface PeerConfiguration {
  readonly name: PeerName;
  readonly threads: number;
  readonly batch: number;
  readonly rounds: number;
}

export interface PeerChoice {
  readonly batch: number;
  readonly rounds: number;
  /** On how many threads, where a library can have more than one. */
  readonly threads: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

/** linnet and the peers that are wanted, once for each number of threads. */
export function configurations({ batch, rounds, threads: wanted, names }: PeerChoice): PeerConfiguration[] {
  return candidates
    .filter(({ name }) => name === "linnet" || (names?.includes(name) ?? true))
    .filter(({ mostRounds }) => batch === 1 || mostRounds === undefined)
    .flatMap(({ name, threads, mostRounds = rounds }) =>
      threads
        .filter((count) => wanted.includes(count))
        .map((count) => ({ name, threads: count, batch, rounds: Math.min(rounds, mostRounds) })),
    );
}

/** `runner` is the bundle of `runner.ts`. Null where the library cannot be started, which is then printed. */
export async function startPeer(
  runner: string,
  { name, threads, batch }: PeerConfiguration,
  files: ModelFiles,
): Promise<LibraryProcess<Ready> | null> {
  const file = name.startsWith("onnx") ? files.onnx : files.safetensors;
  const parameters = [runner, name, JSON.stringify({ file, batch, threads })];
  try {
    return await LibraryProcess.start<Ready>({ command: process.execPath, parameters });
  } catch (error) {
    skipped(`${name}, ${threads} threads`, `it could not be started: ${(error as Error).message}`);
    return null;
  }
}
