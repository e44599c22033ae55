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

export class BinaryCrossentropy extends LossMetric {
  constructor({ name = "binary_crossentropy", ...options }: SmoothedMetricOptions = {}) {
    super(name, binaryCrossentropy({ ...options, ...NO_REDUCTION }));
  }
}

export class CategoricalCrossentropy extends LossMetric {
  constructor({ name = "categorical_crossentropy", ...options }: SmoothedMetricOptions = {}) {
    super(name, categoricalCrossentropy({ ...options, ...NO_REDUCTION }));
  }
}

export class SparseCategoricalCrossentropy extends LossMetric {
  constructor({ name = "sparse_categorical_crossentropy", ...options }: CrossentropyMetricOptions = {}) {
    super(name, sparseCategoricalCrossentropy({ ...options, ...NO_REDUCTION }));
  }
}
