// What heads are trained and measured on: the features of a folder's photographs, in three parts.

import { loadBackend } from "../../backends/index.js";
import { trainTestSplit } from "../../data/split.js";
import { imageSource } from "../../train/batches/imageSource.js";
import { frozenFeatures } from "../../train/features/frozenFeatures.js";
import { startProgress } from "../progress.js";
import { buildModel } from "../training/buildModel.js";
import type { Dataset } from "../training/dataset.js";
import { type Examples, type FeatureRow, rowsByPhotograph, selectRows } from "../training/featureRows.js";
import { openLoaders } from "../training/loaders.js";
import type { TrainOptions } from "../training/options.js";
import { printLeftOut } from "../training/report.js";

export interface HeadData {
  /** What trials are trained on, and measured on: together the training side. */
  readonly training: Examples;
  readonly validation: Examples;
  /** The training side in the order in which `linnet train` has it. */
  readonly trainingSide: Examples;
  readonly heldOut: Examples;
}

export interface HeadDataOptions {
  readonly options: TrainOptions;
  /** The part of the training side that trials are measured on. */
  readonly validationSize: number;
  readonly signal: AbortSignal;
}

/** Runs the frozen base once on every photograph. @throws the signal's reason, once it is given */
export async function readHeadData(
  dataset: Dataset,
  { options, validationSize, signal }: HeadDataOptions,
): Promise<HeadData> {
  const { split, labels, groups } = dataset;
  const sides = await featuresOfSides(dataset, options, signal);
  const own = Array.from(split.train).filter((index) => sides.training.has(index));
  const parts = trainTestSplit(own.length, {
    testSize: validationSize,
    stratify: own.map((index) => labels[index]!),
    ...(groups !== null && { groups: own.map((index) => groups[index]!) }),
    seed: options.seed,
  });
  const select = (places: Uint32Array): Examples =>
    selectRows(
      sides.training,
      Array.from(places, (place) => own[place]!),
    );
  return {
    training: select(parts.train),
    validation: select(parts.test),
    trainingSide: selectRows(sides.training, own),
    heldOut: selectRows(sides.heldOut, split.test),
  };
}

type Rows = ReadonlyMap<number, FeatureRow>;

async function featuresOfSides(
  dataset: Dataset,
  options: TrainOptions,
  signal: AbortSignal,
): Promise<{ readonly training: Rows; readonly heldOut: Rows }> {
  const { split, labels, classes } = dataset;
  const model = await buildModel(classes.length, options, { pretrained: true });
  const loaders = openLoaders(dataset, { ...options, everyEpoch: false });
  const loader = loaders.plain;
  const common = { loader, labels, classes: classes.length, batchSize: options.batchSize };
  const sources = [split.train, split.test].map((indices) => imageSource({ ...common, indices }));
  const progress = startProgress("features", labels.length, "photographs");
  try {
    const backend = await loadBackend(options.backend);
    const [trained, held] = await frozenFeatures(model, sources, {
      backend,
      signal,
      onProgress: (done) => progress.update(done),
    });
    progress.stop();
    printLeftOut(loader);
    return {
      training: await rowsByPhotograph(trained!, split.train, loader.skipped),
      heldOut: await rowsByPhotograph(held!, split.test, loader.skipped),
    };
  } finally {
    progress.stop();
    await loaders.close();
  }
}
