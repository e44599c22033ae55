// Metrics by name, and custom functions.

import type { ClassTally } from "./classTally.js";
import { type MetricArgument, type MetricFunction, type MetricName, metricName } from "./metricNames.js";

/** A metric and its name in the history. */
export type Metric =
  | { readonly name: string; readonly figure: (tally: ClassTally) => number }
  | { readonly name: string; readonly measure: MetricFunction };

const figures: { readonly [Name in MetricName]: (tally: ClassTally) => number } = {
  accuracy: (tally) => tally.accuracy,
  precision: (tally) => tally.figures().precision,
  recall: (tally) => tally.figures().recall,
  f1: (tally) => tally.figures().f1,
};

/** @throws LinnetError if the name is unknown */
export function metricOf(given: MetricArgument): Metric {
  return typeof given === "function"
    ? { name: given.name, measure: given }
    : { name: given, figure: figures[metricName(given)] };
}
