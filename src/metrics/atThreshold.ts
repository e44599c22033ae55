// The best of one figure at the thresholds where another is high enough
// (https://keras.io/api/metrics/classification_metrics/#sensitivityatspecificity-class).

import { checkCount } from "../tensor/checkCount.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { checkClass, checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions, ratio } from "./metric.js";

interface ThresholdsOptions extends MetricOptions {
  /** How many thresholds, evenly from 0 to 1; one is 0.5. Default: 200. */
  readonly numThresholds?: number;
  /** If given, only this class of each row is looked at. Default: all. */
  readonly classId?: number;
}

/** Of the targets yes the share that was answered so, and so on. */
interface Rates {
  readonly sensitivity: number;
  readonly specificity: number;
  readonly precision: number;
}

interface Constraint {
  /** The option that says how high `held` must be. */
  readonly option: string;
  readonly held: keyof Rates;
  readonly best: keyof Rates;
}

abstract class BestAtThreshold extends Metric {
  readonly #thresholds: number;
  readonly #classId: number | null;
  readonly #least: number;
  readonly #constraint: Constraint;

  constructor(className: string, usual: string, options: ThresholdsOptions, constraint: Constraint) {
    const { option } = constraint;
    const given: { readonly [name: string]: unknown } = { ...options };
    checkOptions<{ readonly [name: string]: unknown }>(className, options as typeof given, {
      [option]: "number",
      name: "string",
      numThresholds: "number",
      classId: "number",
    });
    super(options.name ?? usual);
    const { numThresholds = 200, classId = null } = options;
    const least = given[option];
    if (!(typeof least === "number" && least >= 0 && least <= 1))
      throw new LinnetError(`${className}: expected ${option} to be a number from 0 to 1, got ${describe(least)}`);
    checkCount(className, "numThresholds", numThresholds);
    if (classId !== null) checkCount(className, "classId", classId, 0);
    this.#thresholds = numThresholds;
    this.#classId = classId;
    this.#least = Math.fround(least);
    this.#constraint = constraint;
  }

  /** Positives above each threshold, and all; then negatives. */
  zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    checkClass(this.name, this.#classId, ends);
    return new Array<number>(2 * (this.#thresholds + 1)).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples, ends: Ends): void {
    const columns = columnsOf(ends);
    const perExample = target.length / count;
    for (let index = 0; index < target.length; index += 1) {
      if (this.#classId !== null && index % columns !== this.#classId) continue;
      const weight = weights?.[Math.floor(index / perExample)] ?? 1;
      const start = target[index] !== 0 ? 0 : this.#thresholds + 1;
      const above = this.#above(output[index]!);
      for (let place = 0; place < above; place += 1) sums[start + place]! += weight;
      sums[start + this.#thresholds]! += weight;
    }
  }

  /** How many thresholds the output is above. */
  #above(output: number): number {
    if (this.#thresholds === 1) return output > 0.5 ? 1 : 0;
    const value = Math.min(Math.max(output, 0), 1);
    return Math.ceil(Math.fround(value * (this.#thresholds - 1)));
  }

  figure(sums: readonly number[]): number {
    const [yes, no] = [sums.slice(0, this.#thresholds + 1), sums.slice(this.#thresholds + 1)];
    const [allYes, allNo] = [yes.at(-1)!, no.at(-1)!];
    const { held, best } = this.#constraint;
    const rates = Array.from({ length: this.#thresholds }, (_, place): Rates => {
      const [right, wrong] = [yes[place]!, no[place]!];
      return {
        sensitivity: ratio(right, allYes),
        specificity: ratio(allNo - wrong, allNo),
        precision: ratio(right, right + wrong),
      };
    });
    const enough = rates.filter((rate) => Math.fround(rate[held]) >= this.#least);
    return enough.reduce((most, rate) => Math.max(most, rate[best]), 0);
  }
}

export interface SensitivityAtSpecificityOptions extends ThresholdsOptions {
  /** The least share of targets no that are answered so. */
  readonly specificity: number;
}

/** The largest share of targets yes that are answered so, where enough of those no are. */
export class SensitivityAtSpecificity extends BestAtThreshold {
  constructor(options: SensitivityAtSpecificityOptions) {
    const constraint = { option: "specificity", held: "specificity", best: "sensitivity" } as const;
    super("SensitivityAtSpecificity", "sensitivity_at_specificity", options, constraint);
  }
}

export interface SpecificityAtSensitivityOptions extends ThresholdsOptions {
  /** The least share of targets yes that are answered so. */
  readonly sensitivity: number;
}

/** The largest share of targets no that are answered so, where enough of those yes are. */
export class SpecificityAtSensitivity extends BestAtThreshold {
  constructor(options: SpecificityAtSensitivityOptions) {
    const constraint = { option: "sensitivity", held: "sensitivity", best: "specificity" } as const;
    super("SpecificityAtSensitivity", "specificity_at_sensitivity", options, constraint);
  }
}

export interface PrecisionAtRecallOptions extends ThresholdsOptions {
  /** The least recall. */
  readonly recall: number;
}

/** The largest precision where recall is high enough. */
export class PrecisionAtRecall extends BestAtThreshold {
  constructor(options: PrecisionAtRecallOptions) {
    const constraint = { option: "recall", held: "sensitivity", best: "precision" } as const;
    super("PrecisionAtRecall", "precision_at_recall", options, constraint);
  }
}

export interface RecallAtPrecisionOptions extends ThresholdsOptions {
  /** The least precision. */
  readonly precision: number;
}

/** The largest recall where precision is high enough. */
export class RecallAtPrecision extends BestAtThreshold {
  constructor(options: RecallAtPrecisionOptions) {
    const constraint = { option: "precision", held: "precision", best: "sensitivity" } as const;
    super("RecallAtPrecision", "recall_at_precision", options, constraint);
  }
}
