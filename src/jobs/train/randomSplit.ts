// What the held-out accuracy would have been, had near-duplicates fallen on both sides of the split.

import type { RandomSplitLeak } from "../../data/health/audit.js";
import { trainTestSplit } from "../../data/split.js";
import type { History, KeptFeatures } from "../../train/run/history.js";
import { headModel } from "../base/transferModel.js";
import type { Dataset } from "../dataset/dataset.js";
import { keptFeatures, selectRows } from "../features.js";
import { compileModel } from "./compileModel.js";
import type { TrainSettings } from "./options.js";
import { recipeForFit } from "./recipe.js";

export interface GroupedRun {
  readonly dataset: Dataset;
  readonly history: History;
  readonly settings: TrainSettings;
  /** The photographs that have no features, by their places in the dataset. */
  readonly skipped: ReadonlyMap<number, unknown>;
}

/** What a random split would have reported. */
export interface RandomSplitFigure extends Pick<RandomSplitLeak, "heldOut" | "leaked"> {
  /** Null if it would take a second training, since no features were kept. */
  readonly accuracy: number | null;
}

/** Null if the split is random, or no copies would fall on both sides. */
export async function randomSplitFigure(run: GroupedRun): Promise<RandomSplitFigure | null> {
  const leak = run.dataset.health?.randomSplit ?? null;
  if (leak === null || leak.leaked === 0) return null;
  const { features } = run.history;
  const { heldOut, leaked } = leak;
  return { heldOut, leaked, accuracy: features === null ? null : await randomSplitAccuracy(run, features) };
}

/**
 * Trains a second head on the kept features, split as the split `random` splits the photographs: seconds, and the same
 * figure as that run's.
 */
async function randomSplitAccuracy(run: GroupedRun, features: KeptFeatures): Promise<number> {
  const { dataset, settings } = run;
  const { epochs, batchSize, seed, testSize } = settings;
  const { labels, classes } = dataset;
  const rows = await allRows(run, features);
  const { train, test } = trainTestSplit(labels.length, { testSize, stratify: labels, seed });
  const trained = selectRows(rows, train, dataset);
  const head = headModel(trained.x.shape[1]!, { ...settings, classes: classes.length });
  const held = selectRows(rows, test, dataset);
  const recipe = recipeForFit(
    settings,
    train.map((index) => labels[index]!),
    classes.length,
  );
  compileModel(head, settings, train.length);
  await head.fit(trained.x, trained.y, { ...recipe, epochs, batchSize, seed, validationData: [held.x, held.y] });
  const { accuracy } = await head.evaluate(held.x, held.y);
  return accuracy!;
}

async function allRows({ dataset, skipped }: GroupedRun, features: KeptFeatures): Promise<Map<number, Float32Array>> {
  const { train, test } = dataset.split;
  const trained = await keptFeatures(features.training, train, skipped);
  const held = features.validation === null ? [] : await keptFeatures(features.validation, test, skipped);
  return new Map([...trained, ...held]);
}
