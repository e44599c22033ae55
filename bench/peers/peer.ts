// The libraries that are compared outside of a page, and how each is started.

import { LibraryProcess, type Program } from "../process.ts";
import { type EnvironmentName, pythonProgram, whyMissing } from "../python/environments.ts";
import { skipped } from "../report.ts";
import type { ModelFiles } from "./model.ts";
import type { NetworkName } from "./network.ts";
import { int8File, whyNoInt8File } from "./tflite.ts";

export type PeerName =
  | "linnet"
  | "linnet int8"
  | "tfjs-wasm"
  | "onnxruntime-web"
  | "onnxruntime-node"
  | "LiteRT"
  | "LiteRT int8"
  | "Keras"
  | "Keras XLA"
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
  /** Whether the number of pictures may change from call to call. Default: false. */
  readonly takesAnyBatch?: boolean;
  /** Whether it takes a network as linnet exports it. Default: false. */
  readonly takesExports?: boolean;
  /** Takes so long that it gets one picture alone, and fewer rounds. */
  readonly mostRounds?: number;
  /** How far its logits may lie from linnet's, in parts of the largest. Default: 0.001. */
  readonly tolerance?: number;
  /** The Python environment that it needs. */
  readonly environment?: EnvironmentName;
  /** Why it has no file here, if there is none. Its file is for one picture. */
  readonly whyNoFile?: () => string | null;
}

/** Weights and activations have 256 steps. */
const int8 = { tolerance: 0.15, whyNoFile: whyNoInt8File } as const;

const flexible = { takesAnyBatch: true, takesExports: true } as const;

const PLAIN_JAVASCRIPT = "is plain JavaScript, on one thread";

export const candidates: readonly Candidate[] = [
  { name: "linnet", threads: [1, 2], isWasm: true, ...flexible },
  { name: "linnet int8", threads: [1, 2], isWasm: true, ...int8 },
  { name: "tfjs-wasm", threads: [1], oneThread: "has no threads in Node", isWasm: true, ...flexible },
  { name: "onnxruntime-web", threads: [1, 2], isWasm: true, ...flexible },
  { name: "onnxruntime-node", threads: [1, 2], isWasm: false, ...flexible },
  { name: "LiteRT", threads: [1, 2], isWasm: false, environment: "litert", takesExports: true },
  { name: "LiteRT int8", threads: [1, 2], isWasm: false, environment: "litert", ...int8 },
  { name: "Keras", threads: [1, 2], isWasm: false, environment: "keras" },
  { name: "Keras XLA", threads: [1, 2], isWasm: false, environment: "keras", mostRounds: 3 },
  { name: "gpu.js webasm", threads: [1, 2], isWasm: true, mostRounds: 5 },
  { name: "gpu.js cpu", threads: [1], oneThread: PLAIN_JAVASCRIPT, isWasm: false, mostRounds: 3 },
  { name: "tfjs-cpu", threads: [1], oneThread: PLAIN_JAVASCRIPT, isWasm: false, mostRounds: 3 },
];

export function toleranceOf(name: PeerName): number {
  return candidates.find((candidate) => candidate.name === name)?.tolerance ?? 1e-3;
}

export function takesAnyBatch(name: PeerName): boolean {
  return candidates.find((candidate) => candidate.name === name)?.takesAnyBatch === true;
}

/** Whether it has a file of the network. */
export function takesNetwork(name: PeerName, network: NetworkName): boolean {
  return network === "MobileNetV2" || candidates.find((candidate) => candidate.name === name)?.takesExports === true;
}

/** What a peer's process says after its first prediction. */
export interface Ready {
  readonly logits: readonly number[];
  /** The most memory that it needed so far. */
  readonly peakBytes: number;
}

/** What 1, 2, 1 and 5 pictures took, one call after the other, and as many pictures one at a time. */
export interface Changed {
  readonly milliseconds: number;
  readonly picturesAlone: number;
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

/** A batch of pictures takes long enough for its time to be steady. */
const MOST_ROUNDS_OF_A_BATCH = 10;

/** linnet and the peers that are wanted and set up, once for each number of threads. */
export function configurations({ batch, rounds, threads: wanted, names }: PeerChoice): PeerConfiguration[] {
  const most = batch === 1 ? rounds : Math.min(rounds, MOST_ROUNDS_OF_A_BATCH);
  return candidates
    .filter(({ name }) => name === "linnet" || (names?.includes(name) ?? true))
    .filter(({ mostRounds, whyNoFile }) => batch === 1 || (mostRounds ?? whyNoFile) === undefined)
    .filter(isSetUp)
    .flatMap(({ name, threads, mostRounds = most }) =>
      threads
        .filter((count) => wanted.includes(count))
        .map((count) => ({ name, threads: count, batch, rounds: Math.min(most, mostRounds) })),
    );
}

function isSetUp({ name, environment, whyNoFile }: Candidate): boolean {
  const why = (environment === undefined ? null : whyMissing(environment)) ?? whyNoFile?.() ?? null;
  if (why !== null) skipped(name, why);
  return why === null;
}

/** `runner` is the bundle of `runner.ts`. Null where the library cannot be started, which is then printed. */
export async function startPeer(
  runner: string,
  configuration: PeerConfiguration,
  files: ModelFiles,
): Promise<LibraryProcess<Ready> | null> {
  try {
    return await LibraryProcess.start<Ready>(programOf(runner, configuration, files));
  } catch (error) {
    skipped(
      `${configuration.name}, ${configuration.threads} threads`,
      `it could not be started: ${(error as Error).message}`,
    );
    return null;
  }
}

function programOf(runner: string, { name, threads, batch }: PeerConfiguration, files: ModelFiles): Program {
  const python = (environment: EnvironmentName, script: string, file: string, ...rest: string[]): Program =>
    pythonProgram(environment, {
      script: `peers/${script}`,
      parameters: [file, files.pixels(batch), `${batch}`, `${threads}`, ...rest],
      threads,
    });
  const node = (file: string): Program => ({
    command: process.execPath,
    parameters: [runner, name, JSON.stringify({ network: files.network, file, batch, threads })],
  });
  const programs: { readonly [Name in PeerName]: () => Program } = {
    linnet: () => node(files.safetensors),
    "linnet int8": () => node(int8File),
    "tfjs-wasm": () => node(files.tfjs ?? files.safetensors),
    "tfjs-cpu": () => node(files.safetensors),
    "gpu.js webasm": () => node(files.safetensors),
    "gpu.js cpu": () => node(files.safetensors),
    "onnxruntime-web": () => node(files.onnx),
    "onnxruntime-node": () => node(files.onnx),
    LiteRT: () => python("litert", "litert_peer.py", files.tflite(batch)),
    "LiteRT int8": () => python("litert", "litert_peer.py", int8File),
    Keras: () => python("keras", "keras_peer.py", files.safetensors, "0"),
    "Keras XLA": () => python("keras", "keras_peer.py", files.safetensors, "1"),
  };
  return programs[name]();
}
