// How far the entries of targets and outputs rise and fall together (https://keras.io/api/metrics/correlation_metrics).

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { checkSameShape } from "./ends.js";
import { type Ends, type Examples, MeanMetric, type MetricOptions } from "./metric.js";

export interface CorrelationOptions extends MetricOptions {
  /** The axis of the entries; only the last. Default: -1. */
  readonly axis?: number;
}

/** What is known of the entries of a row. */
interface Moments {
  readonly covariance: number;
  readonly variances: readonly [target: number, output: number];
  readonly means: readonly [target: number, output: number];
}

/** The mean of a figure of each row of the last axis. */
abstract class Correlation extends MeanMetric {
  constructor(className: string, usual: string, options: CorrelationOptions) {
    checkOptions(className, options, { name: "string", axis: "number" });
    super(options.name ?? usual);
    const { axis = -1 } = options;
    if (axis !== -1) throw new LinnetError(`${className}: expected axis to be -1, got ${axis}`);
  }

  /** @throws LinnetError also if a row has one entry, or none: it has no correlation */
  override zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    if ((ends.output.at(-1) ?? 1) < 2)
      throw new LinnetError(`${this.name}: expected outputs of two numbers or more, got [count,${ends.output}]`);
    return super.zeros(ends);
  }

  protected abstract figureOf(moments: Moments): number;

  protected values({ target, output }: Examples, ends: Ends): ArrayLike<number> {
    const columns = ends.output.at(-1)!;
    return Float32Array.from({ length: output.length / columns }, (_, row) => {
      const part = (values: Float32Array) => values.subarray(row * columns, (row + 1) * columns);
      return this.figureOf(momentsOf(part(target), part(output)));
    });
  }
}

function momentsOf(target: Float32Array, output: Float32Array): Moments {
  const mean = (values: Float32Array) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const means = [mean(target), mean(output)] as const;
  let [covariance, ofTarget, ofOutput] = [0, 0, 0];
  for (let i = 0; i < target.length; i += 1) {
    const [t, o] = [target[i]! - means[0], output[i]! - means[1]];
    covariance += (t * o) / target.length;
    ofTarget += (t * t) / target.length;
    ofOutput += (o * o) / target.length;
  }
  return { covariance, variances: [ofTarget, ofOutput], means };
}

/** Pearson's coefficient: 1 where outputs are targets times a number above 0, plus a number; NaN where either are all equal. */
export class PearsonCorrelation extends Correlation {
  constructor(options: CorrelationOptions = {}) {
    super("PearsonCorrelation", "pearson_correlation", options);
  }

  protected figureOf({ covariance, variances: [target, output] }: Moments): number {
    return covariance / Math.sqrt(target * output);
  }
}

/** Lin's coefficient (1989): Pearson's, lower the farther means and variances lie apart. */
export class ConcordanceCorrelation extends Correlation {
  constructor(options: CorrelationOptions = {}) {
    super("ConcordanceCorrelation", "concordance_correlation", options);
  }

  protected figureOf({ covariance, variances, means }: Moments): number {
    return (2 * covariance) / (variances[0] + variances[1] + (means[0] - means[1]) ** 2 + 1e-7);
  }
}
