// The names of the metrics, in a file of their own: a page that only predicts loads no metric.

import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** The names of the functions; `f1` is `f1Score`. */
export type MetricName = "accuracy" | "precision" | "recall" | "f1";

/** Keras's other names; the history then uses the name that was given. */
export type MetricAlias = "acc" | "f1Score" | "f1_score";

/**
 * A custom figure for the targets and outputs of a batch, both `[count, ...output]` and with values: one number, or one
 * per example, which are averaged. The figure of an epoch is the mean over all its examples, so only means are exact, as
 * in Keras. The function's name is the figure's.
 */
export type MetricFunction = (target: Tensor, output: Tensor) => number | Tensor;

/** What `compile` takes as a metric. */
export type MetricArgument = MetricName | MetricAlias | MetricFunction;

const names: { readonly [Name in MetricName]: Name } & { readonly acc: MetricName; readonly f1Score: MetricName } = {
  accuracy: "accuracy",
  precision: "precision",
  recall: "recall",
  f1: "f1",
  acc: "accuracy",
  f1Score: "f1",
};

/** The metric's own name. @throws LinnetError if the name is unknown */
export function metricName(given: MetricName | MetricAlias): MetricName {
  return entryByName("compile: metrics", names, given);
}

/** @throws LinnetError if the name is unknown, or a function has no name */
export function checkMetric(given: MetricArgument): void {
  if (typeof given !== "function") metricName(given);
  else if (given.name === "")
    throw new LinnetError("compile: expected a metric's function to have a name, under which its figure is told");
}
