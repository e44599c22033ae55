// The training job, from photographs to a model and what it is worth: what `linnet train`, a page and a server do.

import type { ModelRecord } from "../../model/networkFile.js";
import { encodeNetwork } from "../../model/networkFile.js";
import { writeOutput } from "../../model/writeOutput.js";
import { removeFile } from "../../platform/index.js";
import { imageSource } from "../../train/batches/imageSource.js";
import { csvLogger } from "../../train/callbacks/csvLogger.js";
import type { Model } from "../../train/model.js";
import type { History } from "../../train/run/history.js";
import { type ChosenBase, chooseBase } from "../base/chooseBase.js";
import { openBase } from "../base/openBase.js";
import { checkBasePrecision, inBasePrecision } from "../base/quantizedBase.js";
import { transferModel } from "../base/transferModel.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import { type Dataset, type PhotographSource, readDataset } from "../dataset/dataset.js";
import { type Evaluation, evaluatePictures, leftOutEvents } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";
import { checkpointKinds, trainChoices, trainKinds } from "../jobOptions.js";
import { backendName } from "../machine.js";
import { checkOutputs, type NamedFiles, whileLocked } from "../outputFile.js";
import { checkFineTuning, fitInPhases } from "./fineTune.js";
import { type Loaders, openLoaders } from "./loaders.js";
import { type TrainOptions, type TrainSettings, withDefaults } from "./options.js";
import { type RandomSplitFigure, randomSplitFigure } from "./randomSplit.js";
import { checkRecipe, recipeForFit } from "./recipe.js";
import { checkResume, keepRun, whereItStopped } from "./resume.js";
import { trainingEvents } from "./trainingEvents.js";
import { watchFolder } from "./watchFolder.js";

/** What a training has come to. */
export interface Trained {
  readonly model: Model;
  /** What the model's file says beside the weights. */
  readonly record: ModelRecord;
  readonly dataset: Dataset;
  /** Every option, with the defaults in their places. */
  readonly settings: TrainSettings;
  readonly base: ChosenBase;
  readonly history: History;
  /** On the photographs that were held out. */
  readonly heldOut: Evaluation;
  /** Null if the split is random, no copies would fall on both sides, or the training was stopped. */
  readonly randomSplit: RandomSplitFigure | null;
  /** Of training alone. */
  readonly seconds: number;
  /** Whether the signal ended it before its last epoch. */
  readonly interrupted: boolean;
}

/**
 * Trains a classifier on photographs, measures it on those that were held out, and writes what was asked for. The signal
 * ends it after the step that runs: the model as it is then is measured and written, and its run stays in the checkpoint.
 * @throws OptionError or LinnetError before any work if something is wrong with the options, the base or the photographs;
 * the signal's reason if it came before the first step
 */
export async function trainJob(
  source: PhotographSource,
  options: TrainOptions = {},
  control: JobControl = {},
): Promise<Trained> {
  checkJobOptions("trainJob", options, trainKinds, trainChoices);
  if (options.checkpoint !== undefined) checkJobOptions("checkpoint", options.checkpoint, checkpointKinds);
  checkControl("trainJob", control);
  const settings = withDefaults(options);
  checkRecipe(settings);
  await checkOutputs(outputsOf(settings), [settings.weights, settings.base], source);
  return whileLocked("output", settings.output, () => keepAndTrain(source, settings, control));
}

async function keepAndTrain(source: PhotographSource, settings: TrainSettings, control: JobControl): Promise<Trained> {
  const base = await chooseBase(settings, control);
  const run = { settings, base };
  await checkResume(run, control);
  try {
    const trained = await train(source, run, control);
    if (trained.interrupted) await tellWhereItStopped(run, control);
    else if (settings.checkpoint !== undefined) await removeFile(settings.checkpoint.file);
    return trained;
  } catch (error) {
    await tellWhereItStopped(run, control, error);
    throw error;
  }
}

interface Run {
  readonly settings: TrainSettings;
  readonly base: ChosenBase;
}

async function tellWhereItStopped(run: Run, { onEvent }: JobControl, error?: unknown): Promise<void> {
  const stopped = await whereItStopped(run, error);
  if (stopped !== null) onEvent?.(stopped);
}

const outputsOf = ({ output, csv, checkpoint }: TrainOptions): NamedFiles => [
  ["output", output],
  ["csv", csv],
  ["checkpoint", checkpoint?.file],
];

async function train(source: PhotographSource, { settings, base }: Run, control: JobControl): Promise<Trained> {
  const found = await openBase(base, settings);
  await checkBasePrecision(settings, found);
  checkFineTuning(settings, found);
  const dataset = await readDataset(source, settings, control);
  const opened = await inBasePrecision(found, dataset, settings, control);
  const model = transferModel(opened.base, { ...settings, classes: dataset.classes.length });
  // A layer that no file can name is known now, and not when the trained model is written.
  model.toConfig();
  const { preprocessing, pretrained } = opened;
  const everyEpoch = settings.augment || settings.mixup !== undefined || !pretrained;
  const loaders = openLoaders({ inputShape: model.inputShape, preprocessing }, dataset.sources, {
    ...settings,
    everyEpoch,
  });
  try {
    const started = performance.now();
    const fit = await fitModel(model, { dataset, loaders, run: { settings, base }, opened, control });
    if (fit.epochs.length === 0) control.signal?.throwIfAborted();
    const seconds = (performance.now() - started) / 1000;
    const { onEvent } = control;
    const recordWith = (heldOut: Evaluation | null): ModelRecord =>
      recordOf({ dataset, settings, base, preprocessing, history: fit, heldOut, seconds });
    const evaluated = evaluatePictures(model, dataset, loaders.plain, dataset.split.test, onEvent ? { onEvent } : {});
    const heldOut = await evaluated.catch(async (error: unknown) => {
      // What was trained is not lost because it cannot be measured.
      await save(model, recordWith(null), settings, control);
      throw error;
    });
    for (const event of leftOutEvents(loaders.training, loaders.plain)) onEvent?.(event);
    const interrupted = control.signal?.aborted === true;
    const record = recordWith(heldOut);
    await save(model, record, settings, control);
    const { skipped } = loaders.plain;
    const randomSplit = interrupted ? null : await randomSplitFigure({ dataset, history: fit, settings, skipped });
    return { model, record, dataset, settings, base, history: fit, heldOut, randomSplit, seconds, interrupted };
  } finally {
    await loaders.close();
  }
}

interface FitInputs {
  readonly dataset: Dataset;
  readonly loaders: Loaders;
  readonly run: Run;
  readonly opened: Awaited<ReturnType<typeof openBase>>;
  readonly control: JobControl;
}

async function fitModel(model: Model, { dataset, loaders, run, opened, control }: FitInputs): Promise<History> {
  const { settings } = run;
  const { batchSize, seed, csv, augment } = settings;
  const { signal, onEvent } = control;
  const { split, labels, classes, root } = dataset;
  const recipe = recipeForFit(
    settings,
    split.train.map((index) => labels[index]!),
    classes.length,
  );
  const common = { labels, classes: classes.length, batchSize, seed };
  const source = imageSource({ ...common, loader: loaders.training, indices: split.train, augmented: augment });
  const fixed = {
    ...recipe,
    seed,
    ...(signal && { signal }),
    validation: imageSource({ ...common, loader: loaders.plain, indices: split.test }),
    onPlan: (explanation: string) => onEvent?.({ kind: "plan", explanation }),
    onFeatures: (done: number, total: number) => onEvent?.({ kind: "progress", task: "features", done, total }),
  };
  const logs = csv === undefined ? [] : [csvLogger(csv)];
  const watched = dataset.isFolder ? watchFolder(root, loaders.training, source) : source;
  const kept = await keepRun(dataset, run);
  const inputs = { options: settings, examples: split.train.length, kept, base: opened, control };
  return fitInPhases(model, inputs, ({ epochsAhead, ...phase }) => {
    const callbacks = [trainingEvents(control, epochsAhead), ...logs, ...recipe.callbacks];
    return model.fit(watched, { ...fixed, ...phase, callbacks });
  });
}

interface RecordInputs extends Pick<Trained, "dataset" | "settings" | "base" | "history" | "seconds"> {
  /** Null if it could not be measured. */
  readonly heldOut: Evaluation | null;
  readonly preprocessing: ModelRecord["preprocessing"];
}

function recordOf(trained: RecordInputs): Trained["record"] {
  const { dataset, settings, base, preprocessing, history, heldOut, seconds } = trained;
  return {
    classes: dataset.classes,
    preprocessing,
    training: {
      options: { ...settings, backend: backendName(settings) },
      base,
      history: history.history,
      ...(heldOut !== null && { heldOut: figuresInFile(heldOut) }),
      seconds,
      examples: dataset.split.train.length,
      split: dataset.splitRecord,
    },
  };
}

function figuresInFile({ accuracy, confusionMatrix, photographs }: Evaluation) {
  return { accuracy, confusionMatrix, photographs };
}

async function save(
  model: Model,
  record: ModelRecord,
  { output }: TrainSettings,
  { onEvent }: JobControl,
): Promise<void> {
  if (output === undefined) return;
  await writeOutput("the model", output, encodeNetwork(model, record));
  onEvent?.({ kind: "saved", what: "model", file: output });
}
