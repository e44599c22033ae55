// The health of a folder of labeled photographs: what cannot be read, what is there twice, what is unlike the rest.

import { checkArgument, checkList } from "../../tensor/checkArgument.js";
import { checkOptions, type OptionKinds } from "../../tensor/checkOptions.js";
import type { PictureFormat } from "../format.js";
import type { LabeledPictures, SkippedFile } from "../labeledPictures.js";
import { trainTestSplit } from "../split.js";
import { type Examination, type Examined, type ExamineOptions, examinePictures } from "./examine.js";
import { groupPairs, membersOfGroups } from "./groups.js";
import { type LikenessOptions, type Pair, similarPairs } from "./nearDuplicates.js";
import { findOddSizes, median, type OddSize } from "./oddSizes.js";

export interface AuditOptions extends LikenessOptions, ExamineOptions {
  /** The held-out part of the random split that is tried. Default: 0.2. */
  readonly testSize?: number;
  /** Seeds the random split that is tried. Default: 0. */
  readonly seed?: number;
  /** Pairs that are known to show the same photograph by other means, as places in the folder's files. */
  readonly alsoAlike?: readonly Pair[];
}

const kinds: OptionKinds<AuditOptions> = {
  testSize: "number",
  seed: "number",
  alsoAlike: "list",
  maximumDistance: "number",
  minimumCorrelation: "number",
  threads: "number",
  maximumPixels: "number",
  allowTruncated: "boolean",
  onProgress: "function",
  signal: "object",
};

/** What a random split does with the copies. */
export interface RandomSplitLeak {
  readonly testSize: number;
  readonly seed: number;
  readonly heldOut: number;
  /** How many of those held out have a copy among those trained on. */
  readonly leaked: number;
}

/** What an audit finds, as plain data; photographs are named by their paths. */
export interface HealthReport {
  readonly root: string;
  readonly photographs: number;
  readonly classes: readonly { readonly name: string; readonly photographs: number }[];
  /** Files that are no example, and photographs that cannot be decoded. */
  readonly unreadable: readonly SkippedFile[];
  readonly misnamed: readonly { readonly path: string; readonly format: PictureFormat }[];
  /** Files with the same bytes. */
  readonly exactDuplicates: readonly (readonly string[])[];
  /** Files that show the same photograph, those with the same bytes among them. */
  readonly nearDuplicates: readonly (readonly string[])[];
  /** The groups of `nearDuplicates` that stand under more than one class. */
  readonly acrossClasses: readonly (readonly string[])[];
  /** Null if the folder has too few photographs for a split. */
  readonly randomSplit: RandomSplitLeak | null;
  readonly sizes: {
    readonly medianWidth: number;
    readonly medianHeight: number;
    readonly odd: readonly (Omit<OddSize, "index"> & { readonly path: string })[];
  };
}

export interface Audit extends Examination {
  readonly report: HealthReport;
  /** The group of near-duplicates of each of the folder's files, as `trainTestSplit` takes them. */
  readonly groups: Uint32Array;
}

/** Decodes every photograph once, and compares all with each other. */
export async function auditPictures(folder: LabeledPictures, options: AuditOptions = {}): Promise<Audit> {
  checkArgument("auditPictures", "folder", folder, "object");
  checkList("auditPictures", "folder.sources", folder.sources, "any");
  checkOptions("auditPictures", options, kinds);
  const { testSize = 0.2, seed = 0, alsoAlike = [], maximumDistance, minimumCorrelation } = options;
  const { examined, failures, warnings } = await examinePictures(folder, options);
  const exact = sameBytes(examined);
  const near = similarPairs(
    examined.map(({ fingerprint }) => fingerprint),
    {
      ...(maximumDistance !== undefined && { maximumDistance }),
      ...(minimumCorrelation !== undefined && { minimumCorrelation }),
    },
  ).map(([first, second]): Pair => [examined[first]!.index, examined[second]!.index]);
  const groups = groupPairs(folder.files.length, [...pairsOf(exact), ...near, ...alsoAlike]);
  const pathsOf = (members: readonly number[]): string[] => members.map((index) => folder.files[index]!);
  const nearDuplicates = membersOfGroups(groups);
  const report: HealthReport = {
    root: folder.root,
    photographs: folder.files.length,
    classes: folder.classes.map((name, label) => ({ name, photographs: count(folder.labels, label) })),
    unreadable: [...folder.skipped, ...failures.map(({ file, reason }) => ({ path: file, reason }))],
    misnamed: examined
      .filter(({ facts }) => facts.isMisnamed)
      .map(({ index, facts }) => ({ path: folder.files[index]!, format: facts.format! })),
    exactDuplicates: exact.map(pathsOf),
    nearDuplicates: nearDuplicates.map(pathsOf),
    acrossClasses: nearDuplicates
      .filter((members) => new Set(members.map((index) => folder.labels[index])).size > 1)
      .map(pathsOf),
    randomSplit: leakOfRandomSplit(folder.labels, groups, { testSize, seed }),
    sizes: describeSizes(examined, folder.files),
  };
  return { report, groups, examined, failures, warnings };
}

/** Groups of files whose bytes have one digest, as places in the folder's files. */
function sameBytes(examined: readonly Examined[]): number[][] {
  const byDigest = membersOfGroups(examined.map(({ facts }) => facts.digest));
  return byDigest.map((members) => members.map((place) => examined[place]!.index));
}

/** Pairs that connect the members of each group. */
function pairsOf(groups: readonly (readonly number[])[]): Pair[] {
  return groups.flatMap(([first, ...others]) => others.map((other): Pair => [first!, other]));
}

function leakOfRandomSplit(
  labels: Uint32Array,
  groups: Uint32Array,
  { testSize, seed }: { readonly testSize: number; readonly seed: number },
): RandomSplitLeak | null {
  const classes = new Set(labels);
  const heldOut = Math.ceil(testSize * labels.length);
  const isPossible = Math.min(heldOut, labels.length - heldOut) >= classes.size;
  if (!isPossible || [...classes].some((label) => count(labels, label) < 2)) return null;
  const { train, test } = trainTestSplit(labels.length, { testSize, stratify: labels, seed });
  const trained = new Set(Array.from(train, (index) => groups[index]!));
  return { testSize, seed, heldOut: test.length, leaked: test.filter((index) => trained.has(groups[index]!)).length };
}

function describeSizes(examined: readonly Examined[], files: readonly string[]): HealthReport["sizes"] {
  const odd = findOddSizes(examined.map(({ facts }) => facts));
  return {
    medianWidth: median(examined.map(({ facts }) => facts.width)),
    medianHeight: median(examined.map(({ facts }) => facts.height)),
    odd: odd.map(({ index, ...rest }) => ({ path: files[examined[index]!.index]!, ...rest })),
  };
}

function count(labels: Uint32Array, label: number): number {
  return labels.reduce((sum, other) => sum + Number(other === label), 0);
}
