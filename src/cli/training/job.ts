// What `linnet train` does, from the folder to the report.

import { encodeNetwork } from "../../model/networkFile.js";
import { removeFile } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { imageSource } from "../../train/batches/imageSource.js";
import { csvLogger } from "../../train/callbacks/csvLogger.js";
import { epochLog } from "../../train/callbacks/epochLog.js";
import type { Model } from "../../train/model.js";
import type { History } from "../../train/run/history.js";
import { writeOutput } from "../../train/writeOutput.js";
import { interruptibly } from "../interrupt.js";
import { startProgress } from "../progress.js";
import { buildModel } from "./buildModel.js";
import { checkpointFile, checkResume, howToGoOn, keepRun } from "./checkpoint.js";
import { type Dataset, describeDataset, readDataset } from "./dataset.js";
import { epochProgress } from "./epochProgress.js";
import { fitInPhases } from "./fineTune.js";
import { checkFineTuning } from "./fineTuneOptions.js";
import { type Loaders, openLoaders } from "./loaders.js";
import type { TrainOptions } from "./options.js";
import { checkOutputs } from "./outputs.js";
import { describeRandomSplit } from "./randomSplit.js";
import { checkRecipe, recipeForFit } from "./recipe.js";
import { printLeftOut, type Report, reportOn } from "./report.js";
import { watchFolder } from "./watchFolder.js";

const PREPROCESSING = { mode: "mobilenetV2", resize: "bilinear" } as const;

export interface Job {
  /** Holds a folder of photographs for each class. */
  readonly folder: string;
  readonly options: TrainOptions;
  /** Whether the base has ImageNet weights, and is frozen. */
  readonly pretrained: boolean;
}

/** Trains, reports on the photographs that were held out, and saves. */
export async function trainingJob(job: Job): Promise<void> {
  const { options } = job;
  await interruptibly({
    message: "Stopping after this step; the run and the model as they are will be saved. Ctrl-C again quits at once.",
    work: (signal) =>
      train(job, signal).catch(async (error: unknown) => {
        if (!(error instanceof LinnetError)) throw error;
        throw new LinnetError(`${error.message}${await howToGoOn(options, error)}`, { cause: error });
      }),
    stopped: async () => {
      console.error(`Stopped before the first step: there is nothing to save.${await howToGoOn(options)}`);
    },
  });
}

async function train({ folder, options, pretrained }: Job, signal: AbortSignal): Promise<void> {
  checkRecipe(options);
  checkFineTuning(options, pretrained);
  await checkOutputs(options);
  await checkResume(options);
  const dataset = await readDataset(folder, { ...options, signal });
  console.log(describeDataset(dataset));
  const model = await buildModel(dataset.classes.length, options, { pretrained });
  const loaders = openLoaders(dataset, {
    ...options,
    everyEpoch: options.augment || options.mixup !== undefined || !pretrained,
  });
  try {
    const started = performance.now();
    const history = await fitModel(model, { dataset, loaders, options, pretrained, signal });
    if (history.epochs.length === 0) signal.throwIfAborted();
    const seconds = (performance.now() - started) / 1000;
    const report = await reportOn(model, dataset, loaders.plain, dataset.split.test);
    console.log(`\n${report.text}`);
    printLeftOut(loaders.training, loaders.plain);
    await saveModel(model, { dataset, options, history, report, seconds });
    console.log(
      `Held-out accuracy ${report.accuracy.toFixed(4)} after ${seconds.toFixed(1)} s. The model is in ${options.output}.`,
    );
    if (signal.aborted) {
      console.error(`Stopped before the last epoch.${await howToGoOn(options)}`);
      return;
    }
    let randomSplit: string | null = null;
    if (dataset.health !== null) {
      const { skipped } = loaders.plain;
      randomSplit = await describeRandomSplit({ dataset, health: dataset.health, history, options, skipped });
      console.log(randomSplit);
    }
    // Loaded here, for commands that write no report start without it.
    const { writeReports } = await import("./writeReport.js");
    await writeReports({ model, dataset, options, history, classified: report.classified, randomSplit, seconds });
    await removeFile(checkpointFile(options));
  } finally {
    await loaders.close();
  }
}

interface FitInputs extends Pick<Job, "options" | "pretrained"> {
  readonly dataset: Dataset;
  readonly loaders: Loaders;
  readonly signal: AbortSignal;
}

async function fitModel(model: Model, { dataset, loaders, options, pretrained, signal }: FitInputs): Promise<History> {
  const { batchSize, seed, csv } = options;
  const { train } = dataset.split;
  const recipe = recipeForFit(
    options,
    train.map((index) => dataset.labels[index]!),
    dataset.classes.length,
  );
  const common = { labels: dataset.labels, classes: dataset.classes.length, batchSize, seed };
  const source = imageSource({
    ...common,
    loader: loaders.training,
    indices: train,
    augmented: options.augment,
  });
  const validation = imageSource({ ...common, loader: loaders.plain, indices: dataset.split.test });
  const features = featureProgress();
  const loggers = [epochProgress(), epochLog(), ...(csv === undefined ? [] : [csvLogger(csv)])];
  const fixed = {
    ...recipe,
    seed,
    signal,
    validation,
    callbacks: [...loggers, ...recipe.callbacks],
    onPlan: (explanation: string) => console.log(explanation),
    onFeatures: features.update,
  };
  try {
    const watched = watchFolder(dataset.root, loaders.training, source);
    const kept = await keepRun(dataset, options);
    return await fitInPhases(model, { options, examples: train.length, kept, pretrained, signal }, (phase) =>
      model.fit(watched, { ...fixed, ...phase }),
    );
  } finally {
    features.stop();
  }
}

/** A bar for each set of photographs whose features are computed: those to train on, and those held out. */
function featureProgress(): { update(done: number, total: number): void; stop(): void } {
  let bar: ReturnType<typeof startProgress> | null = null;
  return {
    update: (done, total) => {
      bar ??= startProgress("features", total, "photographs");
      bar.update(done);
      if (done < total) return;
      bar.stop();
      bar = null;
    },
    stop: () => bar?.stop(),
  };
}

interface Trained {
  readonly dataset: Dataset;
  readonly options: TrainOptions;
  readonly history: History;
  readonly report: Report;
  readonly seconds: number;
}

async function saveModel(model: Model, { dataset, options, history, report, seconds }: Trained): Promise<void> {
  const training = {
    options,
    history: history.history,
    heldOut: report.figures,
    seconds,
    examples: dataset.split.train.length,
  };
  const record = { classes: dataset.classes, preprocessing: PREPROCESSING, training };
  await writeOutput("the model", options.output, encodeNetwork(model, record));
}
