// The names of the metrics, apart from them: a page that only predicts loads none.

import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";

/** As the functions of these names; `f1` is `f1Score`. */
export type MetricName = "accuracy" | "precision" | "recall" | "f1";

/** Keras's other names of them, under which the figure then stands in the history. */
export type MetricAlias = "acc" | "f1Score" | "f1_score";

/**
 * A figure of one's own for the targets and outputs of a batch, both `[count, ...output]` and with values: a number, or
 * one an example, of which the mean is taken. The figure of an epoch is the mean over all its examples, so that it is
 * exact for means alone, as in Keras. The function's name is the figure's.
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

/** The name that was meant. @throws LinnetError on one that is not known */
export function metricName(given: MetricName | MetricAlias): MetricName {
  return entryByName("compile: metrics", names, given);
}

/** @throws LinnetError on a name that is not known, or a function without a name */
export function checkMetric(given: MetricArgument): void {
  if (typeof given !== "function") metricName(given);
  else if (given.name === "")
    throw new LinnetError("compile: expected a metric's function to have a name, under which its figure is told");
}
