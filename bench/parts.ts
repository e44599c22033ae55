// The parts of the benchmark, in the order in which they run.

import type { BackendName } from "linnet";
import { pagePeers } from "./browser/pagePeers.ts";
import { formatBrowser, measureBrowser } from "./browser/run.ts";
import { formatGpu } from "./gpu/format.ts";
import { gpuLibraries } from "./gpu/library.ts";
import { measureGpu } from "./gpu/run.ts";
import { formatBlocks, measureBlocks } from "./kernels/blocks.ts";
import { formatKernels, measureKernels } from "./kernels/run.ts";
import { comparePeers, formatPeers } from "./peers/compare.ts";
import { candidates } from "./peers/peer.ts";
import { formatStarts, measureStarts } from "./peers/starts.ts";
import { formatPipeline, measurePipeline } from "./pipeline/run.ts";
import { trainingLibraries } from "./training/contenders.ts";
import { formatTraining, measureTraining } from "./training/run.ts";
import type { Work } from "./training/work.ts";
import { formatTutorial, measureTutorial, tutorialLibraries } from "./tutorial/run.ts";

export interface BenchOptions {
  readonly rounds: number;
  /** Kernels run for at least so many milliseconds in a round. */
  readonly shortestRound: number;
  readonly alpha: number;
  readonly size: number;
  /** Only so many kernel shapes, and so many blocks. */
  readonly shapes: number;
  /** Backends of linnet whose kernels are measured beside wasm. */
  readonly backends: readonly BackendName[];
  readonly batches: readonly number[];
  readonly threads: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names: readonly string[] | undefined;
  /** What is trained. */
  readonly works: readonly Work[];
  /** Only so many photographs. */
  readonly limit: number;
  /** Of the tutorial. */
  readonly epochs: number;
}

export interface Part<Result> {
  readonly title: string;
  /** Null where what it needs is not here, which is then printed. */
  measure(options: BenchOptions): Promise<Result | null>;
  format(result: Result): string;
}

/** Types a part without widening its result. */
function part<Result>(one: Part<Result>): Part<Result> {
  return one;
}

const timing = ({ rounds, shortestRound }: BenchOptions) => ({ rounds, milliseconds: shortestRound });

export const parts = {
  kernels: part({
    title: "Kernels of MobileNetV2 1.0 at 224, one picture",
    measure: (options) => measureKernels({ ...options, ...timing(options) }),
    format: formatKernels,
  }),
  blocks: part({
    title: "Inverted residuals as one kernel and as three",
    measure: (options) => measureBlocks({ ...options, ...timing(options) }),
    format: formatBlocks,
  }),
  peers: part({ title: "Inference at 224, also of other networks", measure: comparePeers, format: formatPeers }),
  memory: part({
    title: "Start and memory: weights on disk to the first prediction",
    measure: measureStarts,
    format: formatStarts,
  }),
  training: part({ title: "Training steps", measure: measureTraining, format: formatTraining }),
  pipeline: part({
    title: "Photographs on disk to a trained head, decoding included",
    measure: measurePipeline,
    format: formatPipeline,
  }),
  tutorial: part({
    title: "The mask detector tutorial, augmentation included",
    measure: measureTutorial,
    format: formatTutorial,
  }),
  gpu: part({ title: "Inference by WebGPU, in Node", measure: measureGpu, format: formatGpu }),
  browser: part({ title: "The same network in a page", measure: measureBrowser, format: formatBrowser }),
} as const;

export type PartName = keyof typeof parts;

export const partNames = Object.keys(parts) as readonly PartName[];

/** All that `--peer` can name. */
export const libraryNames: readonly string[] = [
  ...new Set<string>([
    ...candidates.map(({ name }) => name),
    ...pagePeers.map(({ name }) => name),
    ...gpuLibraries,
    ...trainingLibraries,
    ...tutorialLibraries,
  ]),
];

type ResultOf<P> = P extends Part<infer Result> ? Result : never;

/** What was measured; parts that were not asked for, or could not run, are absent. */
export type Results = { readonly [Name in PartName]?: ResultOf<(typeof parts)[Name]> };
