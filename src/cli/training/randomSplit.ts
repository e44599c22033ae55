// What the held-out accuracy would have been, had near-duplicates fallen on both sides of the split.

import type { HealthReport } from "../../data/health/audit.js";
import { trainTestSplit } from "../../data/split.js";
import type { History, KeptFeatures } from "../../train/run/history.js";
import { headModel } from "../transferModel.js";
import { compileModel } from "./compileModel.js";
import type { Dataset } from "./dataset.js";
import { type FeatureRow, rowsByPhotograph, selectRows } from "./featureRows.js";
import type { TrainOptions } from "./options.js";
import { recipeForFit } from "./recipe.js";

export interface GroupedRun {
  readonly dataset: Dataset;
  readonly health: HealthReport;
  readonly history: History;
  readonly options: TrainOptions;
  /** The photographs that have no features, by their places in the dataset. */
  readonly skipped: ReadonlyMap<number, unknown>;
}

/** The figure in a sentence, or why there is none. */
export async function describeRandomSplit(run: GroupedRun): Promise<string> {
  const { randomSplit } = run.health;
  if (randomSplit === null || randomSplit.leaked === 0)
    return "There are no near-duplicates that a random split would put on both sides.";
  const { features } = run.history;
  if (features === null) {
    return "What a random split would report takes a second training, for no features were kept; --no-augment on a frozen base tells both.";
  }
  const accuracy = await randomSplitAccuracy(run, features);
  const share = `${randomSplit.leaked} of whose ${randomSplit.heldOut} held-out photographs have a copy among the others`;
  return `A random split, ${share}, would report ${accuracy.toFixed(4)}.`;
}

/**
 * Trains a second head on the kept features, split as `--split random` splits the photographs: seconds, and the same
 * figure as that run's.
 */
async function randomSplitAccuracy(run: GroupedRun, features: KeptFeatures): Promise<number> {
  const { dataset, options } = run;
  const { epochs, batchSize, seed, testSize } = options;
  const { labels, classes } = dataset;
  const rows = await allRows(run, features);
  const { train, test } = trainTestSplit(labels.length, { testSize, stratify: labels, seed });
  const trained = selectRows(rows, train);
  const head = headModel(trained.x.shape[1]!, { ...options, classes: classes.length });
  const held = selectRows(rows, test);
  const recipe = recipeForFit(
    options,
    train.map((index) => labels[index]!),
    classes.length,
  );
  await compileModel(head, options, train.length);
  await head.fit(trained.x, trained.y, { ...recipe, epochs, batchSize, seed, validationData: [held.x, held.y] });
  const { accuracy } = await head.evaluate(held.x, held.y);
  return accuracy!;
}

async function allRows({ dataset, skipped }: GroupedRun, features: KeptFeatures): Promise<Map<number, FeatureRow>> {
  const { train, test } = dataset.split;
  const trained = await rowsByPhotograph(features.training, train, skipped);
  const held = features.validation === null ? [] : await rowsByPhotograph(features.validation, test, skipped);
  return new Map([...trained, ...held]);
}
