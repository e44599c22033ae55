// The names of the metrics, in a file of their own: a page that only predicts loads no metric.

import { describe } from "../tensor/describe.js";
import { entryByName, plainName, type SnakeCase } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Metric } from "./metric.js";

/**
 * Keras's metrics, with its defaults; `macroPrecision`, `macroRecall` and `macroF1` are linnet's, the means over the
 * classes that occur. `accuracy` is that of the output's kind; `f1Score` and `fBetaScore` are the means over all classes.
 */
export type MetricName =
  | "accuracy"
  | "auc"
  | "binaryAccuracy"
  | "binaryCrossentropy"
  | "binaryIoU"
  | "categoricalAccuracy"
  | "categoricalCrossentropy"
  | "categoricalHinge"
  | "concordanceCorrelation"
  | "cosineSimilarity"
  | "f1Score"
  | "fBetaScore"
  | "falseNegatives"
  | "falsePositives"
  | "hinge"
  | "klDivergence"
  | "logCoshError"
  | "macroF1"
  | "macroPrecision"
  | "macroRecall"
  | "meanAbsoluteError"
  | "meanAbsolutePercentageError"
  | "meanSquaredError"
  | "meanSquaredLogarithmicError"
  | "pearsonCorrelation"
  | "poisson"
  | "precision"
  | "r2Score"
  | "recall"
  | "rootMeanSquaredError"
  | "sparseCategoricalAccuracy"
  | "sparseCategoricalCrossentropy"
  | "sparseTopKCategoricalAccuracy"
  | "squaredHinge"
  | "topKCategoricalAccuracy"
  | "trueNegatives"
  | "truePositives";

/** Keras's short names. */
type ShortName = "acc" | "bce" | "mae" | "mape" | "mse" | "msle";

/** Keras's other spellings; the history then uses the name that was given. */
export type MetricAlias =
  | SnakeCase<MetricName>
  | Capitalize<MetricName>
  | ShortName
  | Uppercase<ShortName>
  | "AUC"
  | "KLDivergence";

/**
 * A custom figure for the targets and outputs of a batch, both with values: one number, or one for each example, which
 * are averaged. The figure of an epoch is the mean over all its examples, so only means are exact, as in Keras. The
 * function's name is the figure's.
 */
export type MetricFunction = (target: Tensor, output: Tensor) => number | Tensor;

/** What `compile` takes as a metric: a name, a metric of its own options, such as `new AUC()`, its class, or a function. */
export type MetricArgument = MetricName | MetricAlias | Metric | (new () => Metric) | MetricFunction;

const names: { readonly [Name in MetricName]: Name } & { readonly [Name in ShortName]: MetricName } = {
  accuracy: "accuracy",
  auc: "auc",
  binaryAccuracy: "binaryAccuracy",
  binaryCrossentropy: "binaryCrossentropy",
  binaryIoU: "binaryIoU",
  categoricalAccuracy: "categoricalAccuracy",
  categoricalCrossentropy: "categoricalCrossentropy",
  categoricalHinge: "categoricalHinge",
  concordanceCorrelation: "concordanceCorrelation",
  cosineSimilarity: "cosineSimilarity",
  f1Score: "f1Score",
  fBetaScore: "fBetaScore",
  falseNegatives: "falseNegatives",
  falsePositives: "falsePositives",
  hinge: "hinge",
  klDivergence: "klDivergence",
  logCoshError: "logCoshError",
  macroF1: "macroF1",
  macroPrecision: "macroPrecision",
  macroRecall: "macroRecall",
  meanAbsoluteError: "meanAbsoluteError",
  meanAbsolutePercentageError: "meanAbsolutePercentageError",
  meanSquaredError: "meanSquaredError",
  meanSquaredLogarithmicError: "meanSquaredLogarithmicError",
  pearsonCorrelation: "pearsonCorrelation",
  poisson: "poisson",
  precision: "precision",
  r2Score: "r2Score",
  recall: "recall",
  rootMeanSquaredError: "rootMeanSquaredError",
  sparseCategoricalAccuracy: "sparseCategoricalAccuracy",
  sparseCategoricalCrossentropy: "sparseCategoricalCrossentropy",
  sparseTopKCategoricalAccuracy: "sparseTopKCategoricalAccuracy",
  squaredHinge: "squaredHinge",
  topKCategoricalAccuracy: "topKCategoricalAccuracy",
  trueNegatives: "trueNegatives",
  truePositives: "truePositives",
  acc: "accuracy",
  bce: "binaryCrossentropy",
  mae: "meanAbsoluteError",
  mape: "meanAbsolutePercentageError",
  mse: "meanSquaredError",
  msle: "meanSquaredLogarithmicError",
};

/** The metric's own name. @throws LinnetError if the name is unknown */
export function metricName(given: unknown): MetricName {
  if (typeof given === "string" && plainName(given) === "f1")
    throw new LinnetError(
      'compile: metrics: expected "f1Score", which is Keras\'s, or "macroF1", which is linnet\'s, got "f1"',
    );
  return entryByName("compile: metrics", names, given);
}

/** @throws LinnetError if the name is unknown, or a function has no name */
export function checkMetric(given: unknown): void {
  if (typeof given === "string") metricName(given);
  else if (typeof given === "function") {
    if (given.name !== "") return;
    throw new LinnetError("compile: expected a metric's function to have a name, under which its figure is told");
  } else if (typeof (given as Metric | null)?.figure !== "function")
    throw new LinnetError(`compile: metrics: expected a name, a metric or a function, got ${describe(given)}`);
}
