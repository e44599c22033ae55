// The figures on photographs that were held out.

import type { ImageLoader } from "../../data/loader/imageLoader.js";
import { accuracy, classificationReport, confusionMatrix, formatConfusionMatrix } from "../../metrics/metrics.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Model } from "../../train/model.js";
import { type Classified, classify } from "../classify.js";
import { startProgress } from "../progress.js";

export interface Report {
  readonly accuracy: number;
  readonly text: string;
  readonly classified: readonly Classified[];
  readonly figures: {
    readonly accuracy: number;
    readonly confusionMatrix: readonly (readonly number[])[];
    readonly photographs: number;
  };
}

export interface Labelled {
  readonly classes: readonly string[];
  readonly labels: ArrayLike<number>;
}

/** Names the photographs that these loaders of one set could not decode, each once. */
export function printLeftOut(...loaders: readonly ImageLoader[]): void {
  const skipped = new Map(loaders.flatMap((loader) => [...loader.skipped]));
  for (const error of skipped.values()) console.error(`linnet: left out: ${error.message}`);
}

/**
 * Classifies the photographs at `indices` and compares with their labels, as scikit-learn's report.
 * @throws LinnetError where none of them could be read
 */
export async function reportOn(
  model: Model,
  { classes, labels }: Labelled,
  loader: ImageLoader,
  indices: ArrayLike<number>,
): Promise<Report> {
  const progress = startProgress("evaluating", indices.length, "photographs");
  const results = await classify(model, loader, indices, progress.update);
  progress.stop();
  if (results.length === 0) {
    printLeftOut(loader);
    throw new LinnetError(`none of the ${indices.length} photographs that were to be classified could be read`);
  }
  const truth = results.map(({ index }) => labels[index]!);
  const predicted = results.map(({ label }) => label);
  const all = classes.map((_, label) => label);
  const matrix = confusionMatrix(truth, predicted, { labels: all });
  const figures = { accuracy: accuracy(truth, predicted), confusionMatrix: matrix, photographs: results.length };
  const table = classificationReport(truth, predicted, { labels: all, targetNames: classes });
  return {
    accuracy: figures.accuracy,
    figures,
    classified: results,
    text: `${table}\n${formatConfusionMatrix(matrix, classes)}`,
  };
}
