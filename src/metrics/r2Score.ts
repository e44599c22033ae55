// The share of the targets' variance that outputs explain (https://keras.io/api/metrics/regression_metrics/#r2score-class).

import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName, type SnakeCase } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import { checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions } from "./metric.js";

/** What is left of a sum of squares, of as many digits as float64 has, when it should be nothing. */
const ROUNDING = 1e-12;

type Aggregation = "uniformAverage" | "varianceWeightedAverage";

export interface R2ScoreOptions extends MetricOptions {
  /** How the outputs become one figure; null gives a list, which `compile` cannot take. Default: "uniformAverage". */
  readonly classAggregation?: Aggregation | SnakeCase<Aggregation> | null;
  /** How many inputs the model has, for the adjusted score; 0 for the plain one. Default: 0. */
  readonly numRegressors?: number;
}

const aggregations: { readonly [Name in Aggregation]: Name } = {
  uniformAverage: "uniformAverage",
  varianceWeightedAverage: "varianceWeightedAverage",
};

/** `1 - sum((target - output)^2) / sum((target - mean)^2)` of each output `[count, outputs]`; minus infinity counts 0, as in Keras. */
export class R2Score extends Metric {
  readonly #aggregation: Aggregation | null;
  readonly #regressors: number;

  constructor(options: R2ScoreOptions = {}) {
    checkOptions("R2Score", options, { name: "string", classAggregation: ["string", "null"], numRegressors: "number" });
    super(options.name ?? "r2_score");
    const { classAggregation = "uniformAverage", numRegressors = 0 } = options;
    if (!Number.isInteger(numRegressors) || numRegressors < 0)
      throw new LinnetError(`R2Score: expected numRegressors to be a whole number of 0 or more, got ${numRegressors}`);
    this.#aggregation =
      classAggregation === null ? null : entryByName("R2Score: classAggregation", aggregations, classAggregation);
    this.#regressors = numRegressors;
  }

  /** How many numbers there were; of each output the weights, the targets, their squares, and the squared errors. */
  zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    if (ends.output.length !== 1)
      throw new LinnetError(`${this.name}: expected outputs [count,outputs], got [count,${ends.output}]`);
    return new Array<number>(1 + 4 * columnsOf(ends)).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples): void {
    const columns = target.length / count;
    sums[0]! += target.length;
    for (let index = 0; index < target.length; index += 1) {
      const weight = weights?.[Math.floor(index / columns)] ?? 1;
      const place = 1 + 4 * (index % columns);
      const truth = target[index]!;
      sums[place]! += weight;
      sums[place + 1]! += weight * truth;
      sums[place + 2]! += weight * truth * truth;
      sums[place + 3]! += weight * (truth - output[index]!) ** 2;
    }
  }

  figure([numbers, ...sums]: readonly number[]): number | readonly number[] {
    const outputs = Array.from({ length: sums.length / 4 }, (_, place) =>
      scoreOf(sums.slice(4 * place, 4 * place + 4)),
    );
    const adjusted = (score: number): number => this.#adjusted(score, numbers!);
    if (this.#aggregation === null) return outputs.map(({ score }) => adjusted(score));
    const weights = outputs.map(({ variance }) => (this.#aggregation === "uniformAverage" ? 1 : variance));
    const total = outputs.reduce((sum, { score }, index) => sum + score * weights[index]!, 0);
    return adjusted(total / weights.reduce((sum, weight) => sum + weight, 0));
  }

  /** Keras counts the numbers of all outputs as examples, and leaves the score as it is where they are too few. */
  #adjusted(score: number, numbers: number): number {
    const left = numbers - this.#regressors - 1;
    return this.#regressors === 0 || left <= 0 ? score : 1 - ((1 - score) * (numbers - 1)) / left;
  }
}

function scoreOf([weight, total, squares, errors]: readonly number[]): { score: number; variance: number } {
  const difference = squares! - (total! * total!) / weight!;
  // Of equal targets it is 0, but for the last digits of what is subtracted.
  const variance = difference > ROUNDING * squares! ? difference : 0;
  const score = 1 - errors! / variance;
  return { score: Math.abs(score) === Number.POSITIVE_INFINITY ? 0 : score, variance };
}
