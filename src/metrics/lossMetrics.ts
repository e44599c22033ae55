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
import { type Ends, type Examples, MeanMetric, type MetricOptions } from "./metric.js";

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

/** The class of a loss without options of its own. */
function plainMetric(name: string, loss: (options: LossOptions) => Loss): new (options?: MetricOptions) => LossMetric {
  return class extends LossMetric {
    constructor(options: MetricOptions = {}) {
      checkOptions(name, options, { name: "string" });
      super(options.name ?? name, loss({ reduction: "none" }));
    }
  };
}

export const MeanSquaredError = plainMetric("mean_squared_error", meanSquaredError);
export const MeanAbsoluteError = plainMetric("mean_absolute_error", meanAbsoluteError);
export const MeanAbsolutePercentageError = plainMetric("mean_absolute_percentage_error", meanAbsolutePercentageError);
export const MeanSquaredLogarithmicError = plainMetric("mean_squared_logarithmic_error", meanSquaredLogarithmicError);
export const LogCoshError = plainMetric("logcosh", logCosh);
export const KLDivergence = plainMetric("kl_divergence", klDivergence);
export const Poisson = plainMetric("poisson", poisson);
export const Hinge = plainMetric("hinge", hinge);
export const SquaredHinge = plainMetric("squared_hinge", squaredHinge);
export const CategoricalHinge = plainMetric("categorical_hinge", categoricalHinge);

/** The cosine of the angle between target and output: 1 if both point the same way, unlike the loss. */
export class CosineSimilarity extends plainMetric("cosine_similarity", cosineSimilarity) {
  protected override values(examples: Examples, ends: Ends): ArrayLike<number> {
    return Float32Array.from(super.values(examples, ends), (value) => -value);
  }
}

/** The square root of the mean squared error of all examples. */
export class RootMeanSquaredError extends plainMetric("root_mean_squared_error", meanSquaredError) {
  override figure(sums: readonly number[]): number {
    return Math.sqrt(super.figure(sums));
  }
}

const NO_REDUCTION = { reduction: "none" } as const;

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
