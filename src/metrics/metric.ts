// What compile takes as a metric: a name, or a function of one's own.

import { LinnetError } from "../tensor/errors.js";
import { explainName, findByName } from "../tensor/nearestName.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ClassTally } from "./classTally.js";

/** As the functions of these names; `f1` is `f1Score`. */
export type MetricName = "accuracy" | "precision" | "recall" | "f1";

/** Keras's other names of them, under which the figure then stands in the history. */
export type MetricAlias = "acc" | "f1Score" | "f1_score";

/**
 * A figure of one's own for the targets and outputs of a batch, both `[count, ...output]` and with values: a number, or
 * one a example, of which the mean is taken. The figure of an epoch is the mean over all its examples, so that it is
 * exact for means alone, as in Keras. The function's name is the figure's.
 */
export type MetricFunction = (target: Tensor, output: Tensor) => number | Tensor;

export type MetricArgument = MetricName | MetricAlias | MetricFunction;

/** A metric under the name that it has in the history. */
export type Metric =
  | { readonly name: string; readonly figure: (tally: ClassTally) => number }
  | { readonly name: string; readonly measure: MetricFunction };

const figures: { readonly [Name in MetricName]: (tally: ClassTally) => number } = {
  accuracy: (tally) => tally.accuracy,
  precision: (tally) => tally.figures().precision,
  recall: (tally) => tally.figures().recall,
  f1: (tally) => tally.figures().f1,
};

/** Without underscores and in any case, these are all names that `compile` takes. */
const figuresByName = { ...figures, acc: figures.accuracy, f1Score: figures.f1 };

/** @throws LinnetError on a name that is not known, with the nearest one, or a function without a name */
export function metricOf(given: MetricArgument): Metric {
  if (typeof given === "function") {
    if (given.name !== "") return { name: given.name, measure: given };
    throw new LinnetError("compile: expected a metric's function to have a name, under which its figure is told");
  }
  const figure = findByName(figuresByName, given);
  if (figure !== undefined) return { name: given, figure };
  throw new LinnetError(`compile: metrics: ${explainName(given, Object.keys(figuresByName))}`);
}
