// A model at one sparsity after the other, each reached by pruning the one before while it is retrained.

import { gzipSync } from "node:zlib";
import { loadBackend } from "../../backends/index.js";
import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { BatchNormalization } from "../../layers/batchNormalization.js";
import type { Layer } from "../../layers/layer.js";
import { encodeNetwork, type ModelRecord } from "../../model/networkFile.js";
import { Adam } from "../../optim/adam.js";
import { writeFileAtomically } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import { imageSource } from "../../train/batches/imageSource.js";
import type { Model } from "../../train/model.js";
import { countZeros, prunableLayers, pruneLowMagnitude } from "../../train/pruning.js";
import type { Dataset } from "../training/dataset.js";
import { epochProgress } from "../training/epochProgress.js";
import { reportOn } from "../training/report.js";
import type { PruneOptions } from "./options.js";

/** What a sparsity costs and brings. */
export interface Level {
  /** What was asked for; null for the model as it was. */
  readonly sparsity: number | null;
  /** In the layers that are pruned. */
  readonly weights: number;
  readonly zeros: number;
  /** On the photographs that were held out. */
  readonly accuracy: number;
  readonly fileBytes: number;
  readonly gzipBytes: number;
  /** Where the model is. */
  readonly file: string;
}

export interface PruneJob {
  readonly model: Model;
  readonly record: ModelRecord;
  /** The model's file. */
  readonly path: string;
  readonly dataset: Dataset;
  readonly loader: ImageLoader;
  readonly options: PruneOptions;
  readonly signal: AbortSignal;
  readonly onLevel: (level: Level) => void;
}

/** Prunes, retrains, measures and saves, level after level; a level in which the signal is given is dropped. */
export async function pruneInLevels(job: PruneJob): Promise<Level[]> {
  const { model, path, options, signal, onLevel } = job;
  const layers = chooseLayers(model, options.layers);
  const levels: Level[] = [];
  const add = (level: Level): void => {
    levels.push(level);
    onLevel(level);
  };
  add(await measure(job, layers, { sparsity: null, file: path }));
  for (const sparsity of options.sparsity) {
    if (!(await retrain(job, layers, sparsity))) break;
    const level = await measure(job, layers, { sparsity, file: fileOfLevel(options.output, sparsity) });
    await writeFileAtomically(level.file, encodeLevel(job, level));
    add(level);
    if (signal.aborted) break;
  }
  return levels;
}

/**
 * The layers by their names, else all that are worth it. Where any of them is frozen, as the base that a head was trained
 * on, the whole model is retrained, batch norm with the statistics that it has.
 * @throws LinnetError on a name that the model does not have
 */
function chooseLayers(model: Model, names: readonly string[] | undefined): Layer[] {
  const layers = names?.map((name) => model.getLayer(name)) ?? prunableLayers(model);
  if (layers.some(({ trainable }) => !trainable)) {
    for (const layer of model.layers) layer.trainable = !(layer instanceof BatchNormalization);
  }
  return layers;
}

/** Prunes in the first half of the steps, in ten goes, and recovers in the second. False where the signal came. */
async function retrain(job: PruneJob, layers: readonly Layer[], sparsity: number): Promise<boolean> {
  const { model, dataset, loader, options, signal } = job;
  const { epochs, batchSize, learningRate } = options;
  const indices = dataset.split.train.slice(0, options.limit);
  const endStep = Math.floor((epochs * Math.ceil(indices.length / batchSize)) / 2);
  const optimizer = pruneLowMagnitude(new Adam({ learningRate }), {
    initialSparsity: sparsityBefore(layers, sparsity),
    finalSparsity: sparsity,
    endStep,
    frequency: Math.max(1, Math.floor(endStep / 10)),
    layers,
  });
  const backend = await loadBackend(options.backend);
  model.compile({ optimizer, loss: "categoricalCrossentropy", metrics: ["accuracy"], backend });
  const { labels, classes } = dataset;
  const source = imageSource({ loader, indices, labels, classes: classes.length, batchSize });
  const { interrupted } = await model.fit(source, { epochs, signal, callbacks: [epochProgress()] });
  return !interrupted;
}

/** @throws LinnetError where there are more zeros than are asked for */
function sparsityBefore(layers: readonly Layer[], wanted: number): number {
  const { weights, zeros } = countZeros(layers);
  // Each layer rounds to whole weights, so that the level before may have been passed by a little.
  if (zeros / weights > wanted + 0.01) {
    const found = (zeros / weights).toFixed(2);
    throw new LinnetError(`prune: expected --sparsity above what the model has, ${found}, got ${wanted}`);
  }
  return Math.min(zeros / weights, wanted);
}

async function measure(
  job: PruneJob,
  layers: readonly Layer[],
  { sparsity, file }: Pick<Level, "sparsity" | "file">,
): Promise<Level> {
  const { model, dataset, loader } = job;
  const { accuracy } = await reportOn(model, dataset, loader, dataset.split.test);
  const bytes = encodeNetwork(model, job.record);
  const gzipBytes = gzipSync(bytes).length;
  return { sparsity, ...countZeros(layers), accuracy, fileBytes: bytes.length, gzipBytes, file };
}

function encodeLevel({ model, record, options, dataset }: PruneJob, { sparsity, zeros, accuracy }: Level): Uint8Array {
  const { epochs, learningRate, batchSize } = options;
  const photographs = Math.min(dataset.split.train.length, options.limit ?? Number.POSITIVE_INFINITY);
  const pruning = { sparsity, zeros, heldOut: { accuracy }, epochs, learningRate, batchSize, photographs };
  return encodeNetwork(model, { ...record, training: { ...record.training, pruning } });
}

/** `model.safetensors` at 0.8 is `model-0.8.safetensors`. */
export function fileOfLevel(output: string, sparsity: number): string {
  const extension = /\.[^./\\]*$/.exec(output)?.[0] ?? "";
  return `${output.slice(0, output.length - extension.length)}-${sparsity}${extension}`;
}
