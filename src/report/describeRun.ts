// The data of a report, from the result of a training job.

import { centerCrop } from "../data/crop.js";
import type { Picture } from "../data/picture.js";
import { preprocessInput } from "../data/preprocess.js";
import { readPicture } from "../data/readPicture.js";
import { resize } from "../data/resize.js";
import type { Classified } from "../jobs/classify.js";
import { readingOf } from "../jobs/reading.js";
import type { Trained } from "../jobs/train/trainJob.js";
import { gradCam } from "../model/gradCam.js";
import { Tensor } from "../tensor/tensor.js";
import type { ExplainedPicture } from "./explainedPicture.js";
import type { RunRecord, TrainingReport } from "./reportData.js";
import { describeHealth } from "./text/healthText.js";
import { describeRandomSplit } from "./text/randomSplitText.js";

/** Pictures of each kind in the report. */
const MISTAKES_SHOWN = 12;
const RIGHT_SHOWN = 6;

/** What only the caller of the job knows. */
export interface RunDetails {
  /** As entered, for a shell. */
  readonly command: string;
  /** Versions and the like, before the options. */
  readonly facts: RunRecord["facts"];
}

export async function describeRun(trained: Trained, { command, facts }: RunDetails): Promise<TrainingReport> {
  const { dataset, settings, history, heldOut, seconds } = trained;
  const { classes, labels, health, split, root } = dataset;
  const { classified, truth } = heldOut;
  const isRight = ({ index, label }: Classified): boolean => labels[index] === label;
  const surestFirst = [...classified].sort((a, b) => confidenceOf(b) - confidenceOf(a));
  const mistakes = surestFirst.filter((one) => !isRight(one)).slice(0, MISTAKES_SHOWN);
  const right = spread(surestFirst.filter(isRight), RIGHT_SHOWN);
  const explained = await explain(trained, [...mistakes, ...right]);
  return {
    title: `Training on ${root}`,
    classes,
    history,
    predictions: {
      truth,
      predicted: classified.map(({ label }) => label),
      confidence: classified.map(confidenceOf),
    },
    mistakes: explained.slice(0, mistakes.length),
    right: explained.slice(mistakes.length),
    split: { kind: settings.split, trainedOn: split.train.length, randomSplit: describeRandomSplit(trained) },
    health: health === null ? null : describeHealth(health, { all: false }),
    run: { command, finishedAt: new Date(), seconds, facts: [...facts, ...factsOf(trained)] },
  };
}

function confidenceOf({ label, probabilities }: Classified): number {
  return probabilities[label]!;
}

/** `count` of a list, evenly from first to last. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, place) => list[Math.round((place * (list.length - 1)) / (count - 1))]!);
}

/** The photographs as the model took them, with their heat maps. */
async function explain(trained: Trained, chosen: readonly Classified[]): Promise<ExplainedPicture[]> {
  if (chosen.length === 0) return [];
  const { model, record, dataset, settings } = trained;
  const { backend = "wasm" } = settings;
  const { threads: _, ...reading } = readingOf(settings);
  const { mode, resize: method, crop } = record.preprocessing;
  const [height, width] = model.inputShape as readonly [number, number, number];
  const pictures: Picture[] = [];
  for (const { index } of chosen) {
    const picture = await readPicture(dataset.sources[index]!, { file: dataset.files[index]!, ...reading });
    pictures.push(resize(crop === undefined ? picture : centerCrop(picture, crop), { width, height }, method));
  }
  const x = Tensor.from(preprocessInput(pictures, mode), [pictures.length, height, width, 3]);
  const { maps } = await gradCam(model, x, { classIndex: chosen.map(({ label }) => label), backend });
  const [, rows, columns] = maps.shape as readonly [number, number, number];
  const area = rows * columns;
  return chosen.map((one, place) => ({
    file: dataset.files[one.index]!,
    picture: pictures[place]!,
    truth: dataset.labels[one.index]!,
    predicted: one.label,
    confidence: confidenceOf(one),
    heat: { width: columns, height: rows, values: maps.values.subarray(place * area, (place + 1) * area) },
  }));
}

/** The base and every option, as the model's file records them. */
function factsOf({ base, record }: Trained): (readonly [string, string])[] {
  const options = record.training.options as { readonly [name: string]: unknown };
  const all = { ...options, ...base, ...("weights" in base && { weights: base.weights ?? "random" }) };
  return Object.entries(all)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [name, typeof value === "object" ? JSON.stringify(value) : String(value)] as const);
}
