// How well a trained model does on labeled photographs, told apart by whether it was trained on them.

import type { LabeledPictures } from "../../data/labeledPictures.js";
import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { type ClassifierParts, checkParts } from "../classifier/classifierParts.js";
import { noteOnOutputs } from "../classify.js";
import { checkNoneIsLost } from "../dataset/checkClasses.js";
import { examine, type PhotographSource } from "../dataset/dataset.js";
import { openForModel } from "../dataset/recordedDataset.js";
import { readSplitRecord, type SplitRecord, sidesOf, trainedPlaces } from "../dataset/splitRecord.js";
import type { JobControl } from "../events.js";
import { openPictures } from "../openPictures.js";
import { type ReadingOptions, readingKinds, readingOf } from "../reading.js";
import { type Evaluation, evaluatePictures, figuresOf, leftOutEvents } from "./evaluatePictures.js";

export interface EvaluatedModel {
  /** On all photographs. */
  readonly all: Evaluation;
  /** How many of them the model was trained on, copies among them; null if its file does not say. */
  readonly trainedOn: number | null;
  /** Without those; null if there are none of them, or nothing else. */
  readonly unseen: Evaluation | null;
}

/** Default: those of the classifier. */
export type EvaluateOptions = ReadingOptions;

/** @throws LinnetError if the model does not know a class, or no photograph can be read */
export async function evaluateJob(
  parts: ClassifierParts,
  source: PhotographSource,
  options: EvaluateOptions = {},
  control: JobControl = {},
): Promise<EvaluatedModel> {
  checkParts("evaluateJob", parts);
  checkJobOptions("evaluateJob", options, readingKinds);
  checkControl("evaluateJob", control);
  const { photographs, trained, loader } = await openLabeled(parts, source, options, control);
  try {
    const all = await evaluatePictures(
      parts.network,
      photographs,
      loader,
      photographs.labels.map((_, index) => index),
      control,
    );
    for (const event of leftOutEvents(loader)) control.onEvent?.(event);
    const readable = all.classified.map(({ index }) => index);
    checkNoneIsLost(photographs, readable, loader.skipped.values());
    if (trained === null) return { all, trainedOn: null, unseen: null };
    const fresh = all.classified.filter(({ index }) => !trained.has(index));
    const isPart = fresh.length > 0 && fresh.length < all.photographs;
    return { all, trainedOn: all.photographs - fresh.length, unseen: isPart ? figuresOf(photographs, fresh) : null };
  } finally {
    await loader.close();
  }
}

interface OpenedLabeled {
  readonly photographs: LabeledPictures;
  /** The places of those that the model was trained on, copies among them; null if its file does not say. */
  readonly trained: ReadonlySet<number> | null;
  /** Of the photographs as the model takes them; whoever opened it closes it. */
  readonly loader: ImageLoader;
}

/** Labeled photographs for a model; what a person should know of its outputs is told. @throws LinnetError as `evaluateJob` */
export async function openLabeled(
  { network, record, reading }: ClassifierParts,
  source: PhotographSource,
  options: EvaluateOptions,
  control: JobControl,
): Promise<OpenedLabeled> {
  const photographs = await openForModel(source, record.classes);
  const split = readSplitRecord(record.training);
  const own = { ...reading, ...readingOf(options) };
  const trained = split === null ? null : await placesTrainedOn(photographs, split, own, control);
  const note = noteOnOutputs(network);
  if (note !== null) control.onEvent?.({ kind: "warning", text: note });
  const taker = { inputShape: network.inputShape, preprocessing: record.preprocessing };
  return { photographs, trained, loader: openPictures(taker, photographs.sources, own) };
}

async function placesTrainedOn(
  photographs: LabeledPictures,
  split: SplitRecord,
  options: EvaluateOptions,
  control: JobControl,
): Promise<ReadonlySet<number>> {
  const { examined } = await examine(photographs, options, control);
  return trainedPlaces(sidesOf(split, examined), examined);
}
