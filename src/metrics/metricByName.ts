// Metrics from what compile is given: names, metrics, and custom functions.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import {
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} from "./accuracies.js";
import { AUC } from "./auc.js";
import { FalseNegatives, FalsePositives, Precision, Recall, TrueNegatives, TruePositives } from "./confusion.js";
import { ConcordanceCorrelation, PearsonCorrelation } from "./correlations.js";
import { columnsOf, isIndexes } from "./ends.js";
import { F1Score, FBetaScore } from "./fScore.js";
import { BinaryIoU } from "./iou.js";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalHinge,
  CosineSimilarity,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  RootMeanSquaredError,
  SparseCategoricalCrossentropy,
  SquaredHinge,
} from "./lossMetrics.js";
import { macroF1, macroPrecision, macroRecall } from "./macroMetrics.js";
import { type Ends, type Examples, Metric } from "./metric.js";
import { type MetricArgument, type MetricFunction, type MetricName, metricName } from "./metricNames.js";
import { R2Score } from "./r2Score.js";

const makers: { readonly [Name in MetricName]: (ends: Ends) => Metric } = {
  accuracy: accuracyFor,
  auc: () => new AUC(),
  binaryAccuracy: () => new BinaryAccuracy(),
  binaryIoU: () => new BinaryIoU(),
  binaryCrossentropy: () => new BinaryCrossentropy(),
  categoricalAccuracy: () => new CategoricalAccuracy(),
  categoricalCrossentropy: () => new CategoricalCrossentropy(),
  categoricalHinge: () => new CategoricalHinge(),
  concordanceCorrelation: () => new ConcordanceCorrelation(),
  cosineSimilarity: () => new CosineSimilarity(),
  f1Score: () => new F1Score({ average: "macro" }),
  fBetaScore: () => new FBetaScore({ average: "macro" }),
  falseNegatives: () => new FalseNegatives(),
  falsePositives: () => new FalsePositives(),
  hinge: () => new Hinge(),
  klDivergence: () => new KLDivergence(),
  logCoshError: () => new LogCoshError(),
  macroF1,
  macroPrecision,
  macroRecall,
  meanAbsoluteError: () => new MeanAbsoluteError(),
  meanAbsolutePercentageError: () => new MeanAbsolutePercentageError(),
  meanSquaredError: () => new MeanSquaredError(),
  meanSquaredLogarithmicError: () => new MeanSquaredLogarithmicError(),
  pearsonCorrelation: () => new PearsonCorrelation(),
  poisson: () => new Poisson(),
  precision: () => new Precision(),
  r2Score: () => new R2Score(),
  recall: () => new Recall(),
  rootMeanSquaredError: () => new RootMeanSquaredError(),
  sparseCategoricalAccuracy: () => new SparseCategoricalAccuracy(),
  sparseCategoricalCrossentropy: () => new SparseCategoricalCrossentropy(),
  sparseTopKCategoricalAccuracy: () => new SparseTopKCategoricalAccuracy(),
  squaredHinge: () => new SquaredHinge(),
  topKCategoricalAccuracy: () => new TopKCategoricalAccuracy(),
  trueNegatives: () => new TrueNegatives(),
  truePositives: () => new TruePositives(),
};

/** A metric, its name in the history, and whether the weights of examples count. */
export interface NamedMetric {
  readonly name: string;
  readonly metric: Metric;
  readonly weighted: boolean;
}

/**
 * The metrics of an output under names that differ, as Keras numbers them.
 * @throws LinnetError if a name is unknown, or a metric cannot measure the output, or gives no single figure
 */
export function namedMetrics(
  { metrics, weightedMetrics }: { readonly [List in "metrics" | "weightedMetrics"]: readonly MetricArgument[] },
  ends: Ends,
): NamedMetric[] {
  const uses = new Map<string, number>();
  const use = (name: string): number => {
    const before = uses.get(name) ?? 0;
    uses.set(name, before + 1);
    return before;
  };
  const numbered = (name: string, before: number): string => (before === 0 ? name : `${name}_${before}`);
  const named = (given: MetricArgument, weighted: boolean): NamedMetric => {
    const metric = metricOf(given, ends);
    const own = typeof given === "string" ? given : metric.name;
    const before = use(own);
    if (!weighted || before === 0) return { name: numbered(own, before), metric, weighted };
    const name = `weighted_${own}`;
    return { name: numbered(name, use(name)), metric, weighted };
  };
  return [...metrics.map((one) => named(one, false)), ...weightedMetrics.map((one) => named(one, true))];
}

function metricOf(given: MetricArgument, ends: Ends): Metric {
  const metric = metricFor(given, ends);
  if (typeof metric.figure(metric.zeros(ends)) === "number") return metric;
  throw new LinnetError(
    `compile: metrics: expected a figure of one number from ${metric.name}, got a list: give it an average, or one threshold`,
  );
}

function metricFor(given: MetricArgument, ends: Ends): Metric {
  if (typeof given === "string") return makers[metricName(given)](ends);
  if (given instanceof Metric) return given;
  if (given.prototype instanceof Metric) return new (given as new () => Metric)();
  return new FunctionMetric(given as MetricFunction);
}

/** Keras's accuracy: of a single number, of indexes of classes, or of classes. */
function accuracyFor(ends: Ends): Metric {
  if (columnsOf(ends) === 1) return new BinaryAccuracy();
  return isIndexes(ends) ? new SparseCategoricalAccuracy() : new CategoricalAccuracy();
}

/** The mean of a function over all examples. */
class FunctionMetric extends Metric {
  readonly #measure: MetricFunction;

  constructor(measure: MetricFunction) {
    super(measure.name);
    this.#measure = measure;
  }

  zeros(): number[] {
    return [0, 0];
  }

  add(sums: number[], { count, target, output, weights }: Examples, ends: Ends): void {
    const tensor = (values: Float32Array, shape: Shape): Tensor => Tensor.from(values, [count, ...shape]);
    const values = valuesOf(this.name, this.#measure(tensor(target, ends.target), tensor(output, ends.output)));
    const each = values.length % count === 0 ? values.length / count : 0;
    for (let example = 0; example < count; example += 1) {
      const own = each === 0 ? values : values.slice(example * each, (example + 1) * each);
      const weight = weights?.[example] ?? 1;
      sums[0]! += (weight * own.reduce((sum, value) => sum + value, 0)) / own.length;
      sums[1]! += weight;
    }
  }

  figure([total, count]: readonly number[]): number {
    return count === 0 ? 0 : total! / count!;
  }
}

function valuesOf(name: string, measured: unknown): readonly number[] {
  if (measured instanceof Tensor) return [...measured.values];
  if (typeof measured === "number") return [measured];
  throw new LinnetError(`metric ${name}: expected a number or a tensor, got ${describe(measured)}`);
}
