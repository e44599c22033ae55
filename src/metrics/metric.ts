// Metrics by their names, and functions of one's own.

import type { ClassTally } from "./classTally.js";
import { type MetricArgument, type MetricFunction, type MetricName, metricName } from "./metricNames.js";

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

/** @throws LinnetError on a name that is not known */
export function metricOf(given: MetricArgument): Metric {
  return typeof given === "function"
    ? { name: given.name, measure: given }
    : { name: given, figure: figures[metricName(given)] };
}
