// What the held-out accuracy would have been, had near-duplicates fallen on both sides of the split.

import type { HealthReport } from "../../data/health/audit.js";
import { trainTestSplit } from "../../data/split.js";
import { Tensor } from "../../tensor/tensor.js";
import type { BatchSource } from "../../train/batches.js";
import type { History, KeptFeatures } from "../../train/fit.js";
import { headModel } from "../transferModel.js";
import { compileModel } from "./compileModel.js";
import type { Dataset } from "./dataset.js";
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
  const rows = await rowsByPhotograph(run, features);
  const { train, test } = trainTestSplit(labels.length, { testSize, stratify: labels, seed });
  const trained = select(rows, train);
  const head = headModel(trained.x.shape[1]!, { ...options, classes: classes.length });
  const held = select(rows, test);
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

interface Row {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

/** The features and target of each photograph that has some, by its place in the dataset. */
async function rowsByPhotograph({ dataset, skipped }: GroupedRun, features: KeptFeatures): Promise<Map<number, Row>> {
  const rows = new Map<number, Row>();
  const collect = async (source: BatchSource | null, indices: Uint32Array): Promise<void> => {
    const decoded = indices.filter((index) => !skipped.has(index));
    let done = 0;
    for await (const { count, x, y } of source?.inOrder?.() ?? []) {
      for (let row = 0; row < count; row += 1, done += 1) {
        rows.set(decoded[done]!, { x: rowOf(x, row, count), y: rowOf(y, row, count) });
      }
    }
  };
  await collect(features.training, dataset.split.train);
  await collect(features.validation, dataset.split.test);
  return rows;
}

function rowOf(values: Float32Array, row: number, count: number): Float32Array {
  const length = values.length / count;
  return values.subarray(row * length, (row + 1) * length);
}

function select(rows: ReadonlyMap<number, Row>, indices: Uint32Array): { x: Tensor; y: Tensor } {
  const chosen = Array.from(indices).flatMap((index) => rows.get(index) ?? []);
  return { x: stack(chosen.map(({ x }) => x)), y: stack(chosen.map(({ y }) => y)) };
}

function stack(rows: readonly Float32Array[]): Tensor {
  const length = rows[0]?.length ?? 0;
  const values = new Float32Array(rows.length * length);
  rows.forEach((row, place) => values.set(row, place * length));
  return Tensor.from(values, [rows.length, length]);
}
