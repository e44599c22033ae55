// Losses as metrics: means over all examples (https://keras.io/api/metrics/regression_metrics,
// https://keras.io/api/metrics/probabilistic_metrics, https://keras.io/api/metrics/hinge_metrics).

import { binaryCrossentropy } from "../losses/binary.js";
import { categoricalCrossentropy, sparseCategoricalCrossentropy } from "../losses/categorical.js";
import { categoricalHinge, hinge, squaredHinge } from "../losses/hinge.js";
import type { Loss, LossOptions } from "../losses/loss.js";
import type { CrossentropyOptions, SmoothedOptions } from "../losses/parts.js";
import {
  cosineSimilarity,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "../losses/regression.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { Tensor } from "../tensor/tensor.js";
import { checkIndexes, checkSameShape } from "./ends.js";
import { type Ends, type Examples, MeanMetric, type Metric, type MetricOptions } from "./metric.js";

const NO_REDUCTION = { reduction: "none" } as const;

/** The mean of a loss's values. */
abstract class LossMetric extends MeanMetric {
  readonly #loss: Loss;

  constructor(name: string, loss: Loss) {
    super(name);
    this.#loss = loss;
  }

  override zeros(ends: Ends): number[] {
    if (this.#loss.targets === undefined) checkSameShape(this.name, ends);
    else checkIndexes(this.name, ends);
    return super.zeros(ends);
  }

  protected values({ count, target, output }: Examples, ends: Ends): ArrayLike<number> {
    const made = Tensor.from(output, [count, ...ends.output]);
    return this.#loss(Tensor.from(target, [count, ...ends.target]), made).values;
  }
}

/** A class whose metrics have a name alone for option. */
type MetricClass = new (options?: MetricOptions) => Metric;

/** The class of a loss without options of its own. */
function plainMetric(name: string, loss: (options: LossOptions) => Loss): MetricClass {
  return class extends LossMetric {
    constructor(options: MetricOptions = {}) {
      checkOptions(name, options, { name: "string" });
      super(options.name ?? name, loss(NO_REDUCTION));
    }
  };
}

export const MeanSquaredError: MetricClass = plainMetric("mean_squared_error", meanSquaredError);
export const MeanAbsoluteError: MetricClass = plainMetric("mean_absolute_error", meanAbsoluteError);
export const MeanAbsolutePercentageError: MetricClass = plainMetric(
  "mean_absolute_percentage_error",
  meanAbsolutePercentageError,
);
export const MeanSquaredLogarithmicError: MetricClass = plainMetric(
  "mean_squared_logarithmic_error",
  meanSquaredLogarithmicError,
);
export const LogCoshError: MetricClass = plainMetric("logcosh", logCosh);
export const KLDivergence: MetricClass = plainMetric("kl_divergence", klDivergence);
export const Poisson: MetricClass = plainMetric("poisson", poisson);
export const Hinge: MetricClass = plainMetric("hinge", hinge);
export const SquaredHinge: MetricClass = plainMetric("squared_hinge", squaredHinge);
export const CategoricalHinge: MetricClass = plainMetric("categorical_hinge", categoricalHinge);

/** The cosine of the angle between target and output: 1 if both point the same way, unlike the loss. */
export class CosineSimilarity extends LossMetric {
  constructor(options: MetricOptions = {}) {
    checkOptions("CosineSimilarity", options, { name: "string" });
    super(options.name ?? "cosine_similarity", cosineSimilarity(NO_REDUCTION));
  }

  protected override values(examples: Examples, ends: Ends): ArrayLike<number> {
    return Float32Array.from(super.values(examples, ends), (value) => -value);
  }
}

/** The square root of the mean squared error of all examples. */
export class RootMeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    checkOptions("RootMeanSquaredError", options, { name: "string" });
    super(options.name ?? "root_mean_squared_error", meanSquaredError(NO_REDUCTION));
  }

  override figure(sums: readonly number[]): number {
    return Math.sqrt(super.figure(sums));
  }
}

type CrossentropyMetricOptions = MetricOptions & Omit<CrossentropyOptions, "reduction">;
type SmoothedMetricOptions = MetricOptions & Omit<SmoothedOptions, "reduction">;

/** The name and the loss of a metric whose options are the loss's, beside its name. */
function crossentropy<Options extends MetricOptions>(
  usual: string,
  options: Options,
  loss: (options: Omit<Options, "name"> & LossOptions) => Loss,
): [name: string, loss: Loss] {
  checkArgument(usual, "options", options, "object");
  const { name = usual, ...rest } = options;
  return [name, loss({ ...rest, ...NO_REDUCTION })];
}

export class BinaryCrossentropy extends LossMetric {
  constructor(options: SmoothedMetricOptions = {}) {
    super(...crossentropy("binary_crossentropy", options, binaryCrossentropy));
  }
}

export class CategoricalCrossentropy extends LossMetric {
  constructor(options: SmoothedMetricOptions = {}) {
    super(...crossentropy("categorical_crossentropy", options, categoricalCrossentropy));
  }
}

export class SparseCategoricalCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    super(...crossentropy("sparse_categorical_crossentropy", options, sparseCategoricalCrossentropy));
  }
}
