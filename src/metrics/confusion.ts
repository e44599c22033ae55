// Metrics of yes and no: every number of an output is one answer, above a threshold yes
// (https://keras.io/api/metrics/classification_metrics).

import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { checkClass, checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions, ratio } from "./metric.js";

export interface ThresholdOptions extends MetricOptions {
  /** An output above it says yes; a list gives a figure for each. Default: 0.5. */
  readonly thresholds?: number | readonly number[];
}

export interface AnswerOptions extends ThresholdOptions {
  /** If given, only the k largest outputs of a row say yes, whatever the threshold. Default: none. */
  readonly topK?: number;
  /** If given, only this class of each row is looked at. Default: all. */
  readonly classId?: number;
}

/** The counts at one threshold. */
interface Counts {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly trueNegatives: number;
  readonly falseNegatives: number;
}

/** Sums: at each threshold the four counts. */
abstract class AnswerMetric extends Metric {
  readonly #thresholds: readonly number[];
  readonly #isList: boolean;
  readonly #topK: number | null;
  readonly #classId: number | null;

  constructor(
    name: string,
    { thresholds, topK = null, classId = null }: Omit<AnswerOptions, "topK" | "classId"> & Nullable,
  ) {
    super(name);
    const given = thresholds ?? (topK === null ? 0.5 : Number.NEGATIVE_INFINITY);
    this.#isList = typeof given !== "number";
    this.#thresholds = [given].flat().map(Math.fround);
    const inRange = thresholds === undefined || this.#thresholds.every((value) => value >= 0 && value <= 1);
    if (this.#thresholds.length === 0 || !inRange)
      throw new LinnetError(`${name}: expected thresholds to be numbers from 0 to 1, got ${describe(thresholds)}`);
    if (topK !== null) checkCount(name, "topK", topK);
    if (classId !== null) checkCount(name, "classId", classId, 0);
    this.#topK = topK;
    this.#classId = classId;
  }

  protected abstract ofCounts(counts: Counts): number;

  zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    checkClass(this.name, this.#classId, ends);
    return new Array<number>(4 * this.#thresholds.length).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples, ends: Ends): void {
    const columns = columnsOf(ends);
    const perExample = target.length / count;
    for (let index = 0; index < target.length; index += 1) {
      const column = index % columns;
      if (this.#classId !== null && column !== this.#classId) continue;
      const kept = this.#topK === null || rankOf(output, index - column, column, columns) < this.#topK;
      const weight = weights?.[Math.floor(index / perExample)] ?? 1;
      for (const [place, threshold] of this.#thresholds.entries()) {
        const saysYes = kept && output[index]! > threshold;
        sums[4 * place + (target[index] !== 0 ? 0 : 2) + (saysYes ? 0 : 1)]! += weight;
      }
    }
  }

  figure(sums: readonly number[]): number | readonly number[] {
    const figures = this.#thresholds.map((_, place) => {
      const [truePositives, falseNegatives, falsePositives, trueNegatives] = sums.slice(4 * place, 4 * place + 4);
      return this.ofCounts({
        truePositives: truePositives!,
        falseNegatives: falseNegatives!,
        falsePositives: falsePositives!,
        trueNegatives: trueNegatives!,
      });
    });
    return this.#isList ? figures : figures[0]!;
  }
}

interface Nullable {
  readonly topK?: number | null | undefined;
  readonly classId?: number | null | undefined;
}

/** How many entries of a row are larger, or equal and before it. */
function rankOf(output: Float32Array, start: number, column: number, columns: number): number {
  const own = output[start + column]!;
  let rank = 0;
  for (let other = 0; other < columns; other += 1) {
    const value = output[start + other]!;
    if (value > own || (value === own && other < column)) rank += 1;
  }
  return rank;
}

/** The share of answers yes that are right, over all classes; 0 if there are none. */
export class Precision extends AnswerMetric {
  constructor(options: AnswerOptions = {}) {
    checkOptions("Precision", options, answerKinds);
    super(options.name ?? "precision", options);
  }

  protected ofCounts({ truePositives, falsePositives }: Counts): number {
    return ratio(truePositives, truePositives + falsePositives);
  }
}

/** The share of targets yes that were answered so, over all classes; 0 if there are none. */
export class Recall extends AnswerMetric {
  constructor(options: AnswerOptions = {}) {
    checkOptions("Recall", options, answerKinds);
    super(options.name ?? "recall", options);
  }

  protected ofCounts({ truePositives, falseNegatives }: Counts): number {
    return ratio(truePositives, truePositives + falseNegatives);
  }
}

type CountMetric = new (options?: ThresholdOptions) => Metric;

/** The class of one of the four counts. */
function countMetric(className: string, name: string, count: keyof Counts): CountMetric {
  return class extends AnswerMetric {
    constructor(options: ThresholdOptions = {}) {
      checkOptions(className, options, { name: "string", thresholds: ["number", "list"] });
      super(options.name ?? name, options);
    }

    protected ofCounts(counts: Counts): number {
      return counts[count];
    }
  };
}

export const TruePositives: CountMetric = countMetric("TruePositives", "true_positives", "truePositives");
export const FalsePositives: CountMetric = countMetric("FalsePositives", "false_positives", "falsePositives");
export const TrueNegatives: CountMetric = countMetric("TrueNegatives", "true_negatives", "trueNegatives");
export const FalseNegatives: CountMetric = countMetric("FalseNegatives", "false_negatives", "falseNegatives");

const answerKinds = {
  name: "string",
  thresholds: ["number", "list"],
  topK: "number",
  classId: "number",
} as const;
