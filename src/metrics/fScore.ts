// F scores of classes (https://keras.io/api/metrics/classification_metrics/#f1score-class).

import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import { checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions } from "./metric.js";

type AverageName = "micro" | "macro" | "weighted";

export interface F1ScoreOptions extends MetricOptions {
  /** How the classes become one figure; null gives a list, which `compile` cannot take. Default: null, as in Keras. */
  readonly average?: AverageName | null;
  /** An output above it says yes; null lets the largest output of a row do so. Default: null. */
  readonly threshold?: number | null;
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much more recall counts than precision. Default: 1. */
  readonly beta?: number;
}

const EPSILON = 1e-7;
const averages: { readonly [Name in AverageName]: Name } = { micro: "micro", macro: "macro", weighted: "weighted" };

/** `(1 + b^2) precision recall / (b^2 precision + recall)` of each class, over all classes of the output. */
export class FBetaScore extends Metric {
  readonly #average: AverageName | null;
  readonly #beta: number;
  readonly #threshold: number | null;

  constructor(options: FBetaScoreOptions = {}) {
    checkOptions("FBetaScore", options, { ...scoreKinds, beta: "number" });
    super(options.name ?? "fbeta_score");
    const { average = null, beta = 1, threshold = null } = options;
    this.#average = average === null ? null : entryByName(`${this.name}: average`, averages, average);
    if (!(beta > 0)) throw new LinnetError(`${this.name}: expected beta to be a number above 0, got ${beta}`);
    if (threshold !== null && !(threshold > 0 && threshold <= 1))
      throw new LinnetError(`${this.name}: expected threshold to be above 0, and 1 at most, got ${threshold}`);
    this.#beta = beta;
    this.#threshold = threshold === null ? null : Math.fround(threshold);
  }

  /** Of each class: its true positives, false positives, false negatives, and targets. */
  zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    if (ends.output.length !== 1)
      throw new LinnetError(`${this.name}: expected outputs [count,classes], got [count,${ends.output}]`);
    return new Array<number>(4 * columnsOf(ends)).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples): void {
    const columns = target.length / count;
    for (let example = 0; example < count; example += 1) {
      const start = example * columns;
      const weight = weights?.[example] ?? 1;
      const largest = Math.max(...output.subarray(start, start + columns));
      for (let column = 0; column < columns; column += 1) {
        const [truth, value] = [target[start + column]!, output[start + column]!];
        const isLargest = value >= largest && Math.abs(value) > 1e-9;
        const yes = (this.#threshold === null ? isLargest : value > this.#threshold) ? 1 : 0;
        sums[4 * column]! += weight * yes * truth;
        sums[4 * column + 1]! += weight * yes * (1 - truth);
        sums[4 * column + 2]! += weight * (1 - yes) * truth;
        sums[4 * column + 3]! += weight * truth;
      }
    }
  }

  figure(sums: readonly number[]): number | readonly number[] {
    const classes = Array.from({ length: sums.length / 4 }, (_, label) => sums.slice(4 * label, 4 * label + 4));
    if (this.#average === "micro") return this.#score(classes.reduce((a, b) => a.map((value, i) => value + b[i]!)));
    const scores = classes.map((counts) => this.#score(counts));
    if (this.#average === null) return scores;
    if (this.#average === "macro") return scores.reduce((a, b) => a + b, 0) / scores.length;
    const whole = classes.reduce((sum, [, , , mass]) => sum + mass!, 0) + EPSILON;
    return scores.reduce((sum, score, label) => sum + (score * classes[label]![3]!) / whole, 0);
  }

  #score([right, wrong, missed]: readonly number[]): number {
    const precision = right! / (right! + wrong! + EPSILON);
    const recall = right! / (right! + missed! + EPSILON);
    const square = this.#beta ** 2;
    return ((1 + square) * precision * recall) / (square * precision + recall + EPSILON);
  }
}

/** The harmonic mean of precision and recall of each class, over all classes of the output. */
export class F1Score extends FBetaScore {
  constructor(options: F1ScoreOptions = {}) {
    checkOptions("F1Score", options, scoreKinds);
    super({ ...options, name: options.name ?? "f1_score" });
  }
}

const scoreKinds = { name: "string", average: "any", threshold: "any" } as const;
