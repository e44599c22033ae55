// Each library in a process of its own: its logits beside those of linnet's wasm backend, then its time, in turn.

import { relativeError } from "../compare.ts";
import type { NetworkName } from "../peers/network.ts";
import { LibraryProcess } from "../process.ts";
import { progress, skipped } from "../report.ts";
import { median } from "../statistics.ts";
import {
  type ContenderOptions,
  type ContenderRan,
  type ContenderReady,
  type GpuLibrary,
  type GpuNetwork,
  gpuLibraries,
} from "./library.ts";

export interface GpuTime {
  readonly library: GpuLibrary;
  readonly network: NetworkName;
  readonly batch: number;
  /** Of a call, from pictures in this machine's memory to logits there. */
  readonly median: number;
  readonly best: number;
  readonly calls: number;
  readonly firstMilliseconds: number;
  /** From linnet's wasm backend, in parts of the largest logit. */
  readonly difference: number;
  readonly how: string;
}

export interface GpuMeasurement {
  /** The bundle of `contender.ts`. */
  readonly contender: string;
  readonly networks: readonly GpuNetwork[];
  readonly batches: readonly number[];
  readonly rounds: number;
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
  /** For how long a library is called in a round. Default: 300. */
  readonly milliseconds?: number;
}

/** Products on graphics hardware may round to fewer bits, and add in any order. */
const TOLERANCE = 1e-3;

export async function measureContenders(measurement: GpuMeasurement): Promise<GpuTime[]> {
  const times: GpuTime[] = [];
  for (const network of measurement.networks)
    for (const batch of measurement.batches) times.push(...(await measureOne(measurement, network, batch)));
  return times;
}

interface Opened {
  readonly options: ContenderOptions;
  readonly process: LibraryProcess<ContenderReady>;
  readonly difference: number;
  readonly times: number[];
}

async function measureOne(measurement: GpuMeasurement, network: GpuNetwork, batch: number): Promise<GpuTime[]> {
  const { contender, rounds, names, milliseconds = 300 } = measurement;
  const wanted = gpuLibraries.filter((name) => name.startsWith("linnet") || (names?.includes(name) ?? true));
  const opened: Opened[] = [];
  try {
    for (const library of wanted) {
      progress(`${network.network}, batch ${batch}: ${library} starts`);
      const options = { ...network, library, batch, milliseconds };
      const one = await openContender(contender, options, opened[0]?.process.ready.logits);
      if (one !== null) opened.push(one);
    }
    for (let round = 0; round < rounds; round += 1) {
      progress(`${network.network}, batch ${batch}: round ${round + 1} of ${rounds}`);
      for (const { process, times } of opened) times.push(...(await process.ask<ContenderRan>("run")).milliseconds);
    }
    progress("");
    return opened.map(resultOf);
  } finally {
    await Promise.all(opened.map(({ process }) => process.close()));
  }
}

/** Null where the library cannot be started or computes something else, which is then printed. */
async function openContender(
  contender: string,
  options: ContenderOptions,
  expected: readonly number[] | undefined,
): Promise<Opened | null> {
  const { library, network, batch } = options;
  const what = `${library}, ${network}, batch ${batch}`;
  try {
    const program = { command: process.execPath, parameters: [contender, JSON.stringify(options)] };
    const started = await LibraryProcess.start<ContenderReady>(program);
    const difference = relativeError(started.ready.logits, expected ?? started.ready.logits);
    if (difference <= TOLERANCE) return { options, process: started, difference, times: [] };
    await started.close();
    skipped(what, `its logits differ from those of linnet's wasm backend by ${difference} of the largest`);
  } catch (error) {
    skipped(what, `it could not be started: ${(error as Error).message}`);
  }
  return null;
}

function resultOf({ options, process: { ready }, difference, times }: Opened): GpuTime {
  const { library, network, batch } = options;
  const { firstMilliseconds, how } = ready;
  const time = { median: median(times), best: Math.min(...times), calls: times.length };
  return { library, network, batch, ...time, firstMilliseconds, difference, how };
}
