// What a run measured, looked up: null where it did not measure it.

import type { PagePeerName } from "./browser/pagePeers.ts";
import type { BrowserTime } from "./browser/timeInPages.ts";
import type { Results } from "./parts.ts";
import type { PeerResult, PeerResults } from "./peers/compare.ts";
import type { NetworkName } from "./peers/network.ts";
import { candidates, type PeerName } from "./peers/peer.ts";
import { millisecondsEach, type PipelineResult } from "./pipeline/run.ts";
import type { TrainingResult } from "./training/run.ts";
import type { Work } from "./training/work.ts";
import type { TutorialResult } from "./tutorial/run.ts";

export const isLinnet = ({ name }: { readonly name: PeerName }): boolean => name === "linnet";

/** Of those that compute in float, as linnet does. */
export const isPeer = ({ name }: { readonly name: PeerName }): boolean => !isLinnet({ name }) && !name.endsWith("int8");

/** One picture in an isolated page. A library without a second thread is compared as it is. */
export function page(
  browser: Results["browser"],
  library: PagePeerName,
  threads: number,
  network: NetworkName = "MobileNetV2",
): number | null {
  const counts = (time: BrowserTime): boolean =>
    time.name === library && time.network === network && time.batch === 1 && time.isIsolated;
  const own = browser?.times.filter((time) => counts(time) && time.threads <= threads);
  return lowest(own, "milliseconds", ({ threads: count }) => !library.startsWith("linnet") || count === threads);
}

/** One picture in Node. */
export function one({ times }: PeerResults, library: PeerName, threads: number): number | null {
  return lowest(
    times,
    "milliseconds",
    ({ name, batch, threads: count }) => name === library && batch === 1 && count === threads,
  );
}

/** Keras's figure, the better of its two, over linnet's. */
export function ofTutorial({ tutorial }: Results, figure: (result: TutorialResult) => number): number | null {
  const own = tutorial?.filter(({ library }) => library === "linnet").map(figure)[0] ?? null;
  const theirs = tutorial?.filter(({ library }) => library !== "linnet").map(figure) ?? [];
  return ratio(theirs.length === 0 ? null : Math.min(...theirs), own);
}

/** linnet beside the fastest peer that runs on WebAssembly with at most as many threads. */
export function againstWasm({ peers }: Results, batch: number, threads: number): number | null {
  const wasmPeers = new Set(
    candidates.filter(({ isWasm, name }) => isWasm && !name.startsWith("linnet")).map(({ name }) => name),
  );
  const alike = peers?.times.filter((result) => result.batch === batch && result.threads <= threads);
  const isOwn = (result: PeerResult): boolean => isLinnet(result) && result.threads === threads;
  return ratio(
    lowest(alike, "milliseconds", ({ name }) => wasmPeers.has(name)),
    lowest(alike, "milliseconds", isOwn),
  );
}

export function scaling({ peers }: Results, batch: number): number | null {
  const own = (threads: number): number | null =>
    lowest(
      peers?.times,
      "milliseconds",
      (result) => isLinnet(result) && result.batch === batch && result.threads === threads,
    );
  return ratio(own(1), own(2));
}

export function step(
  { training }: Results,
  work: Work,
  library: TrainingResult["library"],
  threads: number,
): number | null {
  return lowest(
    training,
    "milliseconds",
    (result) => result.work === work && result.library === library && result.threads === threads,
  );
}

export function photograph({ pipeline }: Results, library: string): number | null {
  const found = pipeline?.find((result: PipelineResult) => result.library === library);
  return found === undefined ? null : millisecondsEach(found);
}

/** The lowest figure among the results that count, or null where there is none. */
export function lowest<Key extends string, Result extends { readonly [K in Key]: number }>(
  results: readonly Result[] | undefined,
  key: Key,
  counts: (result: Result) => boolean,
): number | null {
  const figures = results?.filter(counts).map((result) => result[key]) ?? [];
  return figures.length === 0 ? null : Math.min(...figures);
}

export function ratio(value: number | null, base: number | null): number | null {
  return value === null || base === null ? null : value / base;
}
