// Photographs divided as a model's training divided them, whatever came into the folder since.

import type { LabeledPictures } from "../../data/labeledPictures.js";
import { LinnetError } from "../../tensor/errors.js";
import type { JobControl } from "../events.js";
import type { ReadingOptions } from "../reading.js";
import {
  audit,
  checkExamined,
  type Dataset,
  datasetEvent,
  openPhotographs,
  type PhotographSource,
  readDataset,
} from "./dataset.js";
import { readSplitRecord, type Side, sidesOf, trainedPlaces } from "./splitRecord.js";

/** What is known of a model: the names of its outputs, and how it was trained. */
export interface TrainedRecord {
  readonly classes: readonly string[];
  readonly training: { readonly [name: string]: unknown };
}

/**
 * The photographs with the model's classes as labels.
 * @throws LinnetError if the model does not know a class
 */
export async function openForModel(source: PhotographSource, classes: readonly string[]): Promise<LabeledPictures> {
  const found = await openPhotographs(source);
  return { ...found, classes, labels: modelLabels(found, classes) };
}

/** The place of a folder's name among the classes that a model knows, or -1: one that a Mac wrote is the one that Linux wrote. */
export function labelOf(name: string, classes: readonly string[]): number {
  return classes.findIndex((known) => known.normalize("NFC") === name);
}

function modelLabels({ root, classes: folders, labels }: LabeledPictures, classes: readonly string[]): Uint32Array {
  const outputs = folders.map((name) => {
    const label = labelOf(name, classes);
    if (label >= 0) return label;
    throw new LinnetError(`${root}: the model knows the classes ${classes.join(", ")}, the folder has "${name}"`);
  });
  return labels.map((label) => outputs[label]!);
}

/**
 * What the model was trained on stays on that side, with every copy of it; all other photographs are held out. Without a
 * record of the split the photographs are divided anew, and a warning says so.
 * @throws LinnetError if nothing is left on one of the sides
 */
export async function recordedDataset(
  source: PhotographSource,
  { classes, training }: TrainedRecord,
  options: ReadingOptions,
  control: JobControl = {},
): Promise<Dataset> {
  const record = readSplitRecord(training);
  if (record === null) return dividedAnew(source, classes, options, control);
  const photographs = await openForModel(source, classes);
  const audited = await audit(photographs, options, control);
  const { report, groups, examined } = audited;
  checkExamined(photographs, audited);
  const sides = sidesOf(record, examined);
  const trainedGroups = new Set([...trainedPlaces(sides, examined)].map((index) => groups[index]!));
  const isTrained = (index: number): boolean => trainedGroups.has(groups[index]!);
  const all = Uint32Array.from(groups.keys());
  const split = { train: all.filter(isTrained), test: all.filter((index) => !isTrained(index)) };
  checkSides(photographs.root, split.train.length, split.test.length);
  const dataset = { ...photographs, split, health: report, groups, splitRecord: record };
  tell(dataset, sides, control);
  return dataset;
}

async function dividedAnew(
  source: PhotographSource,
  classes: readonly string[],
  options: ReadingOptions,
  control: JobControl,
): Promise<Dataset> {
  control.onEvent?.({
    kind: "warning",
    text: "the model's file does not say which photographs it was trained on: those held out here may be among them",
  });
  const dataset = await readDataset(source, options, control);
  return { ...dataset, classes, labels: modelLabels(dataset, classes) };
}

function checkSides(root: string, trained: number, held: number): void {
  if (trained === 0) throw new LinnetError(`${root}: the model was trained on none of these photographs`);
  if (held === 0)
    throw new LinnetError(`${root}: the model was trained on every one of these photographs, so none can be held out`);
}

function tell(dataset: Dataset, sides: readonly Side[], control: JobControl): void {
  const fresh = sides.filter((side) => side === "new").length;
  control.onEvent?.(datasetEvent(dataset));
  if (fresh > 0) {
    const text = `${fresh} of the photographs had no part in the training; they are held out, unless they are copies of others`;
    control.onEvent?.({ kind: "warning", text });
  }
}
