// From the start of a process to its first prediction, with the weights on disk; and the most memory that it had by then.

import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { buildScript } from "../build.ts";
import { formatTable, progress } from "../report.ts";
import { median } from "../statistics.ts";
import { type ModelFiles, prepareModel } from "./model.ts";
import {
  type Changed,
  configurations,
  type PeerChoice,
  type PeerConfiguration,
  startPeer,
  takesAnyBatch,
} from "./peer.ts";

export interface StartResult extends PeerConfiguration {
  readonly firstMilliseconds: number;
  /** Resident, at its peak: code, weights, activations. */
  readonly peakBytes: number;
  /** Of `node -e 0`, in the same rounds. */
  readonly emptyMilliseconds: number;
  /** The time of 1, 2, 1 and 5 pictures, call after call, over that of nine one at a time; null for a fixed number. */
  readonly ofPicturesAlone: number | null;
}

const MOST_STARTS = 5;

/** Starts every library in turn, with nothing else running. */
export async function measureStarts(choice: Omit<PeerChoice, "batch">): Promise<readonly StartResult[]> {
  const files = prepareModel();
  const runner = await buildScript(new URL("runner.ts", import.meta.url));
  const wanted = configurations({ ...choice, batch: 1 });
  const runs = wanted.map((configuration) => ({
    configuration: withStarts(configuration, choice),
    starts: [] as Start[],
  }));
  const empty: number[] = [];
  try {
    for (let round = 0; round < MOST_STARTS; round += 1) {
      progress(`starts: round ${round + 1} of ${MOST_STARTS}`);
      empty.push(timeEmpty());
      for (const { configuration, starts } of runs) {
        // What could not be started once is not tried again.
        if (round >= configuration.rounds || starts.length < round) continue;
        const start = await startOnce(runner, configuration, files);
        if (start !== null) starts.push(start);
      }
    }
  } finally {
    progress("");
    rmSync(dirname(runner), { recursive: true });
  }
  return runs
    .filter(({ starts }) => starts.length > 0)
    .map(({ configuration, starts }) => ({
      ...configuration,
      firstMilliseconds: median(starts.map(({ milliseconds }) => milliseconds)),
      peakBytes: median(starts.map(({ bytes }) => bytes)),
      emptyMilliseconds: median(empty),
      ofPicturesAlone:
        starts[0]!.ofPicturesAlone === null ? null : median(starts.map((start) => start.ofPicturesAlone!)),
    }));
}

function timeEmpty(): number {
  const start = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  return performance.now() - start;
}

/** Once for those that get fewer rounds than the others, since they take seconds. */
function withStarts(configuration: PeerConfiguration, { rounds }: { readonly rounds: number }): PeerConfiguration {
  return { ...configuration, rounds: configuration.rounds < rounds ? 1 : Math.min(rounds, MOST_STARTS) };
}

interface Start {
  readonly milliseconds: number;
  readonly bytes: number;
  readonly ofPicturesAlone: number | null;
}

async function startOnce(runner: string, configuration: PeerConfiguration, files: ModelFiles): Promise<Start | null> {
  const library = await startPeer(runner, configuration, files);
  if (library === null) return null;
  const changed = takesAnyBatch(configuration.name) ? await library.ask<Changed>("change") : null;
  await library.close();
  return {
    milliseconds: library.millisecondsToReady,
    bytes: library.ready.peakBytes,
    ofPicturesAlone: changed === null ? null : changed.milliseconds / changed.picturesAlone,
  };
}

/** Ratios are to linnet with as many threads. */
export function formatStarts(results: readonly StartResult[]): string {
  const header = [
    "start, one picture",
    "threads",
    "ms to the first prediction",
    "of linnet's",
    "peak MB",
    "of linnet's",
    "starts",
    "1, 2, 1, 5 of nine alone",
  ];
  const rows = results.map(({ name, threads, firstMilliseconds, peakBytes, rounds, ofPicturesAlone }) => {
    const own = results.find((other) => other.name === "linnet" && other.threads === threads)!;
    const ratio = (value: number, linnets: number): string => (name === "linnet" ? "" : (value / linnets).toFixed(2));
    return [
      name,
      `${threads}`,
      firstMilliseconds.toFixed(0),
      ratio(firstMilliseconds, own.firstMilliseconds),
      (peakBytes / 1e6).toFixed(0),
      ratio(peakBytes, own.peakBytes),
      `${rounds}`,
      ofPicturesAlone?.toFixed(2) ?? "",
    ];
  });
  const empty = results[0]!.emptyMilliseconds.toFixed(0);
  return `${formatTable(header, rows)}\n\`node -e 0\` takes ${empty} ms`;
}
