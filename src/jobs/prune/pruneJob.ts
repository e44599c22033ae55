// How far a trained model can be thinned out, with a little retraining at each sparsity.

import { digestOf } from "../../data/health/fileFacts.js";
import { readModelSource } from "../../model/modelSource.js";
import { expectClassifier } from "../../model/networkFile.js";
import { openNetwork } from "../../model/openNetwork.js";
import type { OptionKinds } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Identity } from "../../train/checkpoint/identity.js";
import { Model } from "../../train/model.js";
import { prunableLayers } from "../../train/pruning.js";
import { checkControl, checkJobOptions } from "../checkJob.js";
import type { PhotographSource } from "../dataset/dataset.js";
import { recordedDataset } from "../dataset/recordedDataset.js";
import { leftOutEvents } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";
import { checkpointKinds } from "../jobOptions.js";
import { backendName, machineKinds } from "../machine.js";
import { openPictures } from "../openPictures.js";
import { OptionError } from "../optionError.js";
import { checkOutputs, whileLocked } from "../outputFile.js";
import { ProgressFile } from "../progressFile.js";
import { readingKinds, readingOf } from "../reading.js";
import { CACHE_BYTES } from "../train/loaders.js";
import { describePhotographs, PHOTOGRAPHS } from "../train/resume.js";
import type { PrunedLevel } from "./level.js";
import { type PruneOptions, type PruneSettings, pruneDefaults } from "./options.js";
import { fileOfLevel, pruneInLevels } from "./pruneInLevels.js";

const pruneKinds: OptionKinds<PruneOptions> = {
  ...machineKinds,
  ...readingKinds,
  sparsity: "list",
  epochs: "number",
  batchSize: "number",
  learningRate: "number",
  strict: "boolean",
  layers: "list",
  limit: "number",
  output: "string",
  checkpoint: "object",
};

/** Those that decide what the pruned models are. */
function settingsThatCount(settings: PruneOptions & PruneSettings): Identity {
  const { output: _, checkpoint: __, threads: ___, strict: ____, sparsity, layers, ...others } = settings;
  const given = Object.entries(others).filter(([, value]) => value !== undefined);
  const lists = { sparsity: `${sparsity}`, ...(layers && { layers: `${layers}` }) };
  return { ...Object.fromEntries(given), ...lists, backend: backendName(settings) };
}

/** @throws OptionError unless the output is named, and the sparsities rise */
function withPruneDefaults(options: PruneOptions): PruneOptions & PruneSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const settings = { ...options, ...pruneDefaults, ...Object.fromEntries(given) };
  if (typeof settings.output !== "string")
    throw new OptionError("output", `expected where the models go, got ${describe(settings.output)}`);
  const { sparsity } = settings;
  const isRising = sparsity.every((part, index) => part >= 0 && part < 1 && part > (sparsity[index - 1] ?? -1));
  if (sparsity.length > 0 && isRising) return settings;
  throw new OptionError("sparsity", `expected rising numbers from 0 to below 1, as [0.5, 0.8], got [${sparsity}]`);
}

/**
 * Sets the weights nearest to 0 to 0, retrains the others, measures and saves, at one sparsity after the other. What the
 * model was trained on is retrained on, and nothing of it is held out. The signal ends it. With a checkpoint, a job that was
 * broken off goes on to the same models; without one, the level in which the signal comes is dropped.
 * @param path the model's file
 * @throws LinnetError naming the file, the option or the class that is wrong
 */
export async function pruneJob(
  path: string,
  source: PhotographSource,
  options: PruneOptions,
  control: JobControl = {},
): Promise<PrunedLevel[]> {
  checkJobOptions("pruneJob", options, pruneKinds);
  if (options.checkpoint !== undefined) checkJobOptions("checkpoint", options.checkpoint, checkpointKinds);
  checkControl("pruneJob", control);
  const settings = withPruneDefaults(options);
  if (/(^|[/\\])$/.test(settings.output))
    throw new OptionError("output", `expected the name of a file, got ${describe(settings.output)}`);
  const levels = settings.sparsity.map((sparsity) => ["output", fileOfLevel(settings.output, sparsity)] as const);
  const outputs = [...levels, ["checkpoint", settings.checkpoint?.file]] as const;
  await checkOutputs(outputs, [path], source);
  return whileLocked("output", settings.output, () => openAndPrune(path, source, { settings, control }));
}

interface PruneInputs {
  readonly settings: PruneOptions & PruneSettings;
  readonly control: JobControl;
}

async function openAndPrune(
  path: string,
  source: PhotographSource,
  { settings, control }: PruneInputs,
): Promise<PrunedLevel[]> {
  const opened = await readModelSource(path);
  const { network: model, record: found } = await openNetwork(opened, (ends) => new Model(ends));
  const record = expectClassifier(found, opened.file);
  if (prunableLayers(model).length === 0)
    throw new LinnetError(
      `${opened.file}: expected layers whose weights can be set to 0, got none: graphs of ops and what is quantized have none`,
    );
  const { preprocessing } = record;
  const { strict, batchSize } = settings;
  const own = readingOf(settings);
  const dataset = await recordedDataset(source, record, own, control);
  const identity = {
    ...settingsThatCount(settings),
    "the model": (await digestOf(opened.bytes)).slice(0, 12),
    [PHOTOGRAPHS]: await describePhotographs(dataset),
  };
  const progress = await ProgressFile.open<PrunedLevel>(settings.checkpoint, { identity, what: "level" }, control);
  const taker = { inputShape: model.inputShape, preprocessing };
  const loader = openPictures(taker, dataset.sources, { ...own, strict, batchSize, cacheBytes: CACHE_BYTES });
  const run = { model, record, path, dataset, loader, settings, control, progress };
  try {
    const levels = await pruneInLevels(run);
    if (control.signal?.aborted === true) progress.tellStopped(control);
    else await progress.remove();
    return levels;
  } catch (error) {
    progress.tellStopped(control);
    throw error;
  } finally {
    for (const event of leftOutEvents(loader)) control.onEvent?.(event);
    await loader.close();
    await model.close();
  }
}
