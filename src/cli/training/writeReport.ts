// The pages that `linnet train` leaves beside the model: the report, and the curves as PNG.

import { loadBackend } from "../../backends/index.js";
import { decodePicture } from "../../data/decode.js";
import type { Picture } from "../../data/picture.js";
import { preprocessInput } from "../../data/preprocess.js";
import { resize } from "../../data/resize.js";
import { gradCam } from "../../model/gradCam.js";
import { platformName, readFile, writeFileAtomically } from "../../platform/index.js";
import { drawChart } from "../../report/chart.js";
import type { ExplainedPicture } from "../../report/explainedPicture.js";
import { historyChart } from "../../report/historyChart.js";
import { svgToPng } from "../../report/png.js";
import type { TrainingReport } from "../../report/reportData.js";
import { renderTrainingReport } from "../../report/trainingReport.js";
import { Tensor } from "../../tensor/tensor.js";
import type { Model } from "../../train/model.js";
import type { History } from "../../train/run/history.js";
import type { Classified } from "../classify.js";
import { describeHealth } from "../healthText.js";
import { readVersion } from "../version.js";
import { ownCommand } from "./command.js";
import type { Dataset } from "./dataset.js";
import type { TrainOptions } from "./options.js";
import { reportPath } from "./outputs.js";

/** Pictures of each kind in the report. */
const MISTAKES_SHOWN = 12;
const RIGHT_SHOWN = 6;

export interface FinishedRun {
  readonly model: Model;
  readonly dataset: Dataset;
  readonly options: TrainOptions;
  readonly history: History;
  /** What the model says of the photographs that were held out. */
  readonly classified: readonly Classified[];
  /** What a random split would have reported; null where the split is random, or was not asked. */
  readonly randomSplit: string | null;
  readonly seconds: number;
}

/** Writes what was asked for, and says where it is. */
export async function writeReports(run: FinishedRun): Promise<void> {
  const { history, options } = run;
  if (options.plot !== undefined) {
    await writeFileAtomically(options.plot, await svgToPng(await drawChart(historyChart(history))));
    console.log(`The curves are in ${options.plot}.`);
  }
  const path = reportPath(options);
  if (path === undefined) return;
  await writeFileAtomically(path, await renderTrainingReport(await collect(run)));
  console.log(`The report is in ${path}.`);
}

async function collect(run: FinishedRun): Promise<TrainingReport> {
  const { dataset, options, history, classified, seconds } = run;
  const { classes, labels, health, split, root } = dataset;
  const isRight = ({ index, label }: Classified): boolean => labels[index] === label;
  const surestFirst = [...classified].sort((a, b) => confidenceOf(b) - confidenceOf(a));
  const mistakes = surestFirst.filter((one) => !isRight(one)).slice(0, MISTAKES_SHOWN);
  const right = spread(surestFirst.filter(isRight), RIGHT_SHOWN);
  const explained = await explain(run, [...mistakes, ...right]);
  return {
    title: `Training on ${root}`,
    classes,
    history,
    predictions: {
      truth: classified.map(({ index }) => labels[index]!),
      predicted: classified.map(({ label }) => label),
      confidence: classified.map(confidenceOf),
    },
    mistakes: explained.slice(0, mistakes.length),
    right: explained.slice(mistakes.length),
    split: { kind: options.split, trainedOn: split.train.length, randomSplit: run.randomSplit },
    health: health === null ? null : describeHealth(health, { all: false }),
    run: { command: ownCommand(), finishedAt: new Date(), seconds, facts: await factsOf(options) },
  };
}

function confidenceOf({ label, probabilities }: Classified): number {
  return probabilities[label]!;
}

/** `count` of a list, from its first to its last. */
function spread<T>(list: readonly T[], count: number): T[] {
  if (list.length <= count) return [...list];
  return Array.from({ length: count }, (_, place) => list[Math.round((place * (list.length - 1)) / (count - 1))]!);
}

/** The photographs as the model took them, with where it looked. */
async function explain(run: FinishedRun, chosen: readonly Classified[]): Promise<ExplainedPicture[]> {
  if (chosen.length === 0) return [];
  const { model, dataset, options } = run;
  const { size } = options;
  const files = chosen.map(({ index }) => dataset.files[index]!);
  const pictures: Picture[] = [];
  for (const file of files) {
    pictures.push(resize(await decodePicture(await readFile(file), { file }), { width: size, height: size }));
  }
  const x = Tensor.from(preprocessInput(pictures), [pictures.length, size, size, 3]);
  const classIndex = chosen.map(({ label }) => label);
  const { maps } = await gradCam(model, x, { classIndex, backend: await loadBackend(options.backend) });
  const [, height, width] = maps.shape as readonly [number, number, number];
  return chosen.map((one, row) => ({
    file: files[row]!,
    picture: pictures[row]!,
    truth: dataset.labels[one.index]!,
    predicted: one.label,
    confidence: confidenceOf(one),
    heat: { width, height, values: maps.values.subarray(row * width * height, (row + 1) * width * height) },
  }));
}

async function factsOf(options: TrainOptions): Promise<(readonly [string, string])[]> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return [
    ["linnet", await readVersion()],
    [platformName, `${process.version}, ${process.platform} ${process.arch}`],
    ...given.map(([name, value]) => [name, String(value)] as const),
  ];
}
