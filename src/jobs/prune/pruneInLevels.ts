// A model at one sparsity after the other, each reached by pruning the one before while it is retrained.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { openSafetensors } from "../../formats/safetensors/openSafetensors.js";
import { BatchNormalization } from "../../layers/batchNormalization.js";
import type { Layer } from "../../layers/layer.js";
import { readModelSource } from "../../model/modelSource.js";
import { encodeNetwork, type ModelRecord } from "../../model/networkFile.js";
import { writeOutput } from "../../model/writeOutput.js";
import { Adam } from "../../optim/adam.js";
import { fileExists, removeFile } from "../../platform/index.js";
import { sizeOf } from "../../tensor/shape.js";
import { imageSource } from "../../train/batches/imageSource.js";
import type { CheckpointOptions } from "../../train/checkpoint/checkpointOptions.js";
import { readCheckpoint } from "../../train/checkpoint/saveCheckpoint.js";
import type { Model } from "../../train/model.js";
import { countZeros, prunableLayers, pruneLowMagnitude } from "../../train/pruning.js";
import type { Dataset } from "../dataset/dataset.js";
import { evaluatePictures } from "../evaluate/evaluatePictures.js";
import type { JobControl } from "../events.js";
import { jobBackend } from "../machine.js";
import { OptionError } from "../optionError.js";
import type { ProgressFile } from "../progressFile.js";
import { trainingEvents } from "../train/trainingEvents.js";
import type { PrunedLevel } from "./level.js";
import type { PruneOptions, PruneSettings } from "./options.js";

export interface PruneRun {
  readonly model: Model;
  readonly record: ModelRecord;
  /** The model's file. */
  readonly path: string;
  readonly dataset: Dataset;
  readonly loader: ImageLoader;
  readonly settings: PruneOptions & PruneSettings;
  readonly control: JobControl;
  /** The levels from before a break, and where new ones go. */
  readonly progress: ProgressFile<PrunedLevel>;
}

/** Prunes, retrains, measures and saves, level after level, from the last one that was kept. */
export async function pruneInLevels(run: PruneRun): Promise<PrunedLevel[]> {
  const { model, path, settings, control, progress } = run;
  const layers = chooseLayers(model, settings.layers);
  const levels: PrunedLevel[] = [];
  const add = (level: PrunedLevel): void => {
    levels.push(level);
    control.onEvent?.({ kind: "level", level });
  };
  const keep = async (level: PrunedLevel): Promise<void> => {
    await progress.add(level);
    add(level);
  };
  progress.results.forEach(add);
  const last = levels.at(-1);
  if (last === undefined) await keep(await measure(run, layers, { sparsity: null, file: path }));
  else if (last.sparsity !== null) await loadLevel(model, last);
  for (const sparsity of settings.sparsity.slice(Math.max(0, levels.length - 1))) {
    if (!(await retrain(run, layers, sparsity))) break;
    const level = await measure(run, layers, { sparsity, file: fileOfLevel(settings.output, sparsity) });
    await writeOutput("the model", level.file, encodeLevel(run, level));
    const unfinished = checkpointOfLevel(settings);
    if (unfinished !== null) await removeFile(unfinished);
    await keep(level);
    if (control.signal?.aborted === true) break;
  }
  return levels;
}

/** Where the retraining of a level is kept until the level is saved; null if the job is not kept. */
function checkpointOfLevel({ checkpoint }: PruneOptions): string | null {
  return checkpoint === undefined ? null : `${checkpoint.file.replace(/\.safetensors$/, "")}-level.safetensors`;
}

/** @throws LinnetError naming the level's file if it is not there, or not that of this model */
async function loadLevel(model: Model, { file: path }: PrunedLevel): Promise<void> {
  const { bytes, file } = await readModelSource(path);
  model.loadWeights(openSafetensors({ bytes, file }).tensors, { file });
}

/**
 * The layers by their names, else all that are worth it. Where any of them is frozen, as the base that a head was trained
 * on, the whole model is retrained, batch norm with the statistics that it has.
 * @throws LinnetError if the model has no layer of that name
 */
function chooseLayers(model: Model, names: readonly string[] | undefined): Layer[] {
  const layers = names?.map((name) => model.getLayer(name)) ?? prunableLayers(model);
  if (layers.some(({ trainable }) => !trainable)) {
    for (const layer of model.layers) layer.trainable = !(layer instanceof BatchNormalization);
  }
  return layers;
}

/** Prunes in the first half of the steps, in ten goes, and recovers in the second. False if the signal came. */
async function retrain(run: PruneRun, layers: readonly Layer[], sparsity: number): Promise<boolean> {
  const { model, dataset, loader, settings, control } = run;
  const { epochs, batchSize, learningRate, limit } = settings;
  const epochsAhead = epochs * settings.sparsity.filter((later) => later > sparsity).length;
  const indices = dataset.split.train.slice(0, limit);
  const endStep = Math.floor((epochs * Math.ceil(indices.length / batchSize)) / 2);
  const optimizer = pruneLowMagnitude(new Adam({ learningRate }), {
    initialSparsity: sparsityBefore(layers, sparsity),
    finalSparsity: sparsity,
    endStep,
    frequency: Math.max(1, Math.floor(endStep / 10)),
    layers,
  });
  const outputs = sizeOf(model.outputShape);
  const loss = outputs === 1 ? "binaryCrossentropy" : "categoricalCrossentropy";
  model.compile({ optimizer, loss, metrics: ["accuracy"], backend: jobBackend(settings) });
  const source = imageSource({ loader, indices, labels: dataset.labels, classes: outputs, batchSize });
  const callbacks = [trainingEvents(control, epochsAhead)];
  const { signal } = control;
  const checkpoint = await keptLevel(run, sparsity);
  const { interrupted } = await model.fit(source, {
    epochs,
    callbacks,
    ...(signal && { signal }),
    ...(checkpoint && { checkpoint }),
  });
  return !interrupted;
}

/** A checkpoint of another level is of one that was saved just before the break. */
async function keptLevel({ settings }: PruneRun, sparsity: number): Promise<CheckpointOptions | null> {
  const { checkpoint } = settings;
  const file = checkpointOfLevel(settings);
  if (checkpoint === undefined || file === null) return null;
  const { resume = false, everySeconds } = checkpoint;
  const common = {
    file,
    deleteAtEnd: false,
    identity: { sparsity },
    ...(everySeconds !== undefined && { everySeconds }),
  };
  if (!resume || !(await fileExists(file))) return { ...common, resume: false };
  const { identity } = await readCheckpoint(file);
  return { ...common, resume: identity.given.sparsity === sparsity };
}

/** @throws OptionError if there are more zeros than are asked for */
function sparsityBefore(layers: readonly Layer[], wanted: number): number {
  const { weights, zeros } = countZeros(layers);
  // Each layer rounds to whole weights, so that the level before may have been passed by a little.
  if (zeros / weights > wanted + 0.01) {
    const found = (zeros / weights).toFixed(2);
    throw new OptionError("sparsity", `expected more than what the model has, ${found}, got ${wanted}`);
  }
  return Math.min(zeros / weights, wanted);
}

async function measure(
  run: PruneRun,
  layers: readonly Layer[],
  { sparsity, file }: Pick<PrunedLevel, "sparsity" | "file">,
): Promise<PrunedLevel> {
  const { model, dataset, loader, record } = run;
  const { accuracy } = await evaluatePictures(model, dataset, loader, dataset.split.test);
  const bytes = encodeNetwork(model, record);
  const gzipBytes = await gzipLength(bytes);
  return { sparsity, ...countZeros(layers), accuracy, fileBytes: bytes.length, gzipBytes, file };
}

/** How many bytes gzip makes of them: what a server sends. */
async function gzipLength(bytes: Uint8Array): Promise<number> {
  const packed = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new CompressionStream("gzip"));
  return (await new Response(packed).arrayBuffer()).byteLength;
}

function encodeLevel(
  { model, record, settings, dataset }: PruneRun,
  { sparsity, zeros, accuracy }: PrunedLevel,
): Uint8Array {
  const { epochs, learningRate, batchSize, limit } = settings;
  const photographs = Math.min(dataset.split.train.length, limit ?? Number.POSITIVE_INFINITY);
  const pruning = { sparsity, zeros, heldOut: { accuracy }, epochs, learningRate, batchSize, photographs };
  return encodeNetwork(model, { ...record, training: { ...record.training, pruning } });
}

/** `model.safetensors` at 0.8 is `model-0.8.safetensors`. */
export function fileOfLevel(output: string, sparsity: number): string {
  const extension = /\.[^./\\]*$/.exec(output)?.[0] ?? "";
  return `${output.slice(0, output.length - extension.length)}-${sparsity}${extension}`;
}
