// Which pictures the base learns from: photographs that `linnet train` would not hold out, and others without labels.

import { existsSync, readFileSync } from "node:fs";
import { auditPictures, readImageFolder, trainTestSplit } from "../../src/index.js";
import { writeFileAtomically } from "../../src/platform/index.js";

/** Those of `linnet train` without options: the photographs that it holds out are never opened by the teacher. */
const TRAIN_DEFAULTS = { testSize: 0.2, seed: 42 };
/** Of the photographs that are left, the part on which the recipe measures itself. */
const VALIDATION_SIZE = 0.1;

export interface Photographs {
  readonly files: readonly string[];
  /** The class of each file, for the probe alone; the base learns from no label. -1 where there is none. */
  readonly labels: readonly number[];
  readonly classes: number;
}

export interface PhotographSplit {
  readonly train: Photographs;
  readonly validation: Photographs;
}

/**
 * Pictures to learn from, and photographs, without copies of them, to measure on; kept in `file` once it is known.
 * @param labeled a folder of photographs for each class
 * @param others the files of pictures that are learned from as well
 */
export async function splitPhotographs(
  labeled: string,
  others: readonly string[],
  file: string,
): Promise<PhotographSplit> {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8")) as PhotographSplit;
  const split = await findSplit(labeled, others);
  await writeFileAtomically(file, JSON.stringify(split));
  return split;
}

async function findSplit(labeled: string, others: readonly string[]): Promise<PhotographSplit> {
  const folder = await readImageFolder(labeled);
  const { groups } = await auditPictures(folder);
  const outer = trainTestSplit(folder.files.length, { ...TRAIN_DEFAULTS, stratify: folder.labels, groups });
  const own = Array.from(outer.train);
  const inner = trainTestSplit(own.length, {
    testSize: VALIDATION_SIZE,
    seed: TRAIN_DEFAULTS.seed,
    stratify: own.map((index) => folder.labels[index]!),
    groups: own.map((index) => groups[index]!),
  });
  const select = (places: Uint32Array): Photographs => {
    const indices = Array.from(places, (place) => own[place]!);
    const files = indices.map((index) => folder.files[index]!);
    return { files, labels: indices.map((index) => folder.labels[index]!), classes: folder.classes.length };
  };
  const train = select(inner.train);
  return {
    train: { ...train, files: [...train.files, ...others], labels: [...train.labels, ...others.map(() => -1)] },
    validation: select(inner.test),
  };
}
