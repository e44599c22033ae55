// The photographs of a job, divided in two.

import { type Audit, auditPictures, type HealthReport } from "../../data/health/audit.js";
import { type Examination, type Examined, examinePictures } from "../../data/health/examine.js";
import { readImageFolder } from "../../data/imageFolder.js";
import {
  type LabeledPictures,
  labeledPictures,
  type PicturesByLabel,
  selectPictures,
} from "../../data/labeledPictures.js";
import { type Split, trainTestSplit } from "../../data/split.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import type { JobControl } from "../events.js";
import { OptionError } from "../optionError.js";
import { type ReadingOptions, readingOf } from "../reading.js";
import { checkDivisible, checkNoneIsLost } from "./checkClasses.js";
import { type DatasetOptions, datasetDefaults, splitNames } from "./options.js";
import { recordSplit, type SplitRecord } from "./splitRecord.js";

/** A folder that holds a folder of photographs for each class, or the photographs of each class by its name. */
export type PhotographSource = string | PicturesByLabel;

export interface Dataset extends LabeledPictures {
  readonly split: Split;
  /** Null if the split is random: then no copies were looked for. */
  readonly health: HealthReport | null;
  /** The group of near-duplicates of each photograph; null if the split is random. */
  readonly groups: Uint32Array | null;
  /** The split as a model file keeps it. */
  readonly splitRecord: SplitRecord;
}

/** The photographs, with paths or names and their classes. @throws LinnetError if there are none */
export async function openPhotographs(source: PhotographSource): Promise<LabeledPictures> {
  return typeof source === "string" ? readImageFolder(source) : labeledPictures(source);
}

/**
 * Reads the photographs and splits them, both parts with the classes in the same proportions, and near-duplicates on one
 * side unless the split is random.
 * @throws LinnetError unless there are two classes or more; the signal's reason, once it is given
 */
export async function readDataset(
  source: PhotographSource,
  options: DatasetOptions,
  control: JobControl = {},
): Promise<Dataset> {
  const { limit } = options;
  const { testSize = datasetDefaults.testSize, split = datasetDefaults.split, seed = datasetDefaults.seed } = options;
  if (!splitNames.includes(split))
    throw new OptionError("split", `expected one of ${splitNames.join(", ")}, got ${split}`);
  const found = await openPhotographs(source);
  if (found.classes.length < 2)
    throw new LinnetError(`${found.root}: expected photographs of two classes or more, got "${found.classes}" alone`);
  const chosen = limit === undefined || limit >= found.files.length ? found : limited(found, limit, seed);
  checkDivisible(chosen, testSize, null);
  const splitOptions = { testSize, stratify: Array.from(chosen.labels, (label) => chosen.classes[label]!), seed };
  const examination = { ...readingOf(options), testSize, seed };
  const dataset =
    split === "random"
      ? randomly(chosen, splitOptions, await examine(chosen, examination, control))
      : grouped(chosen, splitOptions, await audit(chosen, examination, control));
  control.onEvent?.(datasetEvent(dataset));
  return dataset;
}

type SplitOptions = NonNullable<Parameters<typeof trainTestSplit>[1]> & { readonly testSize: number };

function grouped(chosen: LabeledPictures, options: SplitOptions, audited: Audit): Dataset {
  const { report, groups, examined } = audited;
  checkExamined(chosen, audited);
  checkDivisible(chosen, options.testSize, groups);
  const split = trainTestSplit(chosen.files.length, { ...options, groups });
  return { ...chosen, split, health: report, groups, splitRecord: recordOf(examined, split) };
}

function randomly(chosen: LabeledPictures, options: SplitOptions, examination: Examination): Dataset {
  checkExamined(chosen, examination);
  const split = trainTestSplit(chosen.files.length, options);
  return { ...chosen, split, health: null, groups: null, splitRecord: recordOf(examination.examined, split) };
}

function recordOf(examined: readonly Examined[], { test }: Split): SplitRecord {
  const held = new Set(test);
  return recordSplit(examined, (index) => held.has(index));
}

/** Looks at every photograph once, and compares all with each other. */
export async function audit(
  photographs: LabeledPictures,
  options: Parameters<typeof auditPictures>[1],
  control: JobControl,
): Promise<Audit> {
  const audit = await auditPictures(photographs, { ...options, ...examineControl(photographs, control) });
  tellWarnings(audit, control);
  return audit;
}

/** Looks at every photograph once: its bytes, and what it looks like. */
export async function examine(
  photographs: LabeledPictures,
  options: ReadingOptions,
  control: JobControl,
): Promise<Examination> {
  const examination = await examinePictures(photographs, {
    ...readingOf(options),
    ...examineControl(photographs, control),
  });
  tellWarnings(examination, control);
  return examination;
}

function tellWarnings({ warnings }: Examination, { onEvent }: JobControl): void {
  for (const text of warnings) onEvent?.({ kind: "warning", text });
}

/** @throws LinnetError naming a class of which no photograph could be decoded */
export function checkExamined(photographs: LabeledPictures, { examined, failures }: Examination): void {
  const readable = examined.map(({ index }) => index);
  checkNoneIsLost(photographs, readable, failures);
}

function examineControl({ files }: LabeledPictures, { signal, onEvent }: JobControl) {
  return {
    ...(signal && { signal }),
    onProgress: (done: number) => onEvent?.({ kind: "progress", task: "audit", done, total: files.length }),
  };
}

/** `limit` photographs, chosen at random so that the classes keep their proportions. */
function limited(photographs: LabeledPictures, limit: number, seed: number): LabeledPictures {
  const { classes, files, labels } = photographs;
  const order = Array.from(shuffledIndexes(files.length, seededRandom(seed, "limit")));
  const kept = classes.flatMap((_, label) => {
    const members = order.filter((index) => labels[index] === label);
    return members.slice(0, Math.max(2, Math.round((members.length * limit) / files.length)));
  });
  return selectPictures(
    photographs,
    kept.sort((a, b) => a - b),
  );
}

/** What a job tells of its photographs. */
export function datasetEvent({ root, classes, labels, split, skipped, health }: Dataset) {
  const counts = classes.map((name, label) => ({
    name,
    photographs: labels.reduce((sum, other) => sum + Number(other === label), 0),
  }));
  const [trainedOn, heldOut] = [split.train.length, split.test.length];
  return { kind: "dataset", root, classes: counts, trainedOn, heldOut, skipped, health } as const;
}
