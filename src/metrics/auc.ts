// The area under a curve, by its values at thresholds (https://keras.io/api/metrics/classification_metrics/#auc-class).

import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import { checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, Metric, type MetricOptions, ratio } from "./metric.js";

type Curve = "ROC" | "PR";
type SummationMethod = "interpolation" | "minoring" | "majoring";

export interface AUCOptions extends MetricOptions {
  /** How many thresholds, evenly from 0 to 1. Default: 200. */
  readonly numThresholds?: number;
  /** Thresholds between 0 and 1, which are added. Default: even ones. */
  readonly thresholds?: readonly number[];
  /** True against false positives, or precision against recall. Default: "ROC". */
  readonly curve?: Curve;
  /** How the curve runs between thresholds: `minoring` below it, `majoring` above. Default: "interpolation". */
  readonly summationMethod?: SummationMethod;
  /** Whether each label has a curve of its own, whose areas are averaged. Default: false. */
  readonly multiLabel?: boolean;
  /** Weights of the labels. Default: 1. */
  readonly labelWeights?: readonly number[];
  /** Whether outputs are logits. Default: false. */
  readonly fromLogits?: boolean;
}

const curves: { readonly [Name in Curve]: Name } = { ROC: "ROC", PR: "PR" };
const methods: { readonly [Name in SummationMethod]: Name } = {
  interpolation: "interpolation",
  minoring: "minoring",
  majoring: "majoring",
};

/** True and false positives at each threshold, and in all. */
interface CurveCounts {
  readonly yes: readonly number[];
  readonly no: readonly number[];
}

export class AUC extends Metric {
  /** Ascending; the first is below 0, the last above 1. */
  readonly #thresholds: readonly number[];
  readonly #isEven: boolean;
  readonly #curve: Curve;
  readonly #method: SummationMethod;
  readonly #multiLabel: boolean;
  readonly #labelWeights: readonly number[] | null;
  readonly #fromLogits: boolean;

  constructor(options: AUCOptions = {}) {
    checkOptions("AUC", options, {
      name: "string",
      numThresholds: "number",
      thresholds: "list",
      curve: "string",
      summationMethod: "string",
      multiLabel: "boolean",
      labelWeights: "list",
      fromLogits: "boolean",
    });
    super(options.name ?? "auc");
    const { numThresholds = 200, thresholds, multiLabel = false, labelWeights = null, fromLogits = false } = options;
    if (!Number.isInteger(numThresholds) || numThresholds < 2)
      throw new LinnetError(`AUC: expected numThresholds to be a whole number of 2 or more, got ${numThresholds}`);
    const wrong = thresholds?.find((value) => !(value >= 0 && value <= 1));
    if (wrong !== undefined) throw new LinnetError(`AUC: expected thresholds from 0 to 1, got ${wrong}`);
    const even = Array.from({ length: numThresholds - 2 }, (_, index) => (index + 1) / (numThresholds - 1));
    const inner = thresholds === undefined ? even : [...thresholds].sort((a, b) => a - b);
    this.#thresholds = [-1e-7, ...inner, 1 + 1e-7].map(Math.fround);
    this.#isEven = thresholds === undefined;
    this.#curve = entryByName("AUC: curve", curves, options.curve ?? "ROC");
    this.#method = entryByName("AUC: summationMethod", methods, options.summationMethod ?? "interpolation");
    this.#multiLabel = multiLabel;
    this.#labelWeights = labelWeights;
    this.#fromLogits = fromLogits;
  }

  /** Of each label: positives above each threshold, then negatives above each. */
  zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    const labels = columnsOf(ends);
    if (this.#multiLabel && ends.output.length !== 1)
      throw new LinnetError(`${this.name}: expected outputs [count,labels], got [count,${ends.output}]`);
    if (this.#labelWeights !== null && this.#labelWeights.length !== labels)
      throw new LinnetError(`${this.name}: expected ${labels} labelWeights, got ${this.#labelWeights.length}`);
    return new Array<number>((this.#multiLabel ? labels : 1) * 2 * this.#thresholds.length).fill(0);
  }

  add(sums: number[], { count, target, output, weights }: Examples, ends: Ends): void {
    const columns = columnsOf(ends);
    const thresholds = this.#thresholds.length;
    const perExample = target.length / count;
    for (let index = 0; index < target.length; index += 1) {
      const label = index % columns;
      const ofLabel = this.#multiLabel ? 1 : (this.#labelWeights?.[label] ?? 1);
      const weight = (weights?.[Math.floor(index / perExample)] ?? 1) * ofLabel;
      const start = (this.#multiLabel ? label * 2 : 0) * thresholds + (target[index] !== 0 ? 0 : thresholds);
      const above = this.#above(output[index]!);
      for (let place = 0; place < above; place += 1) sums[start + place]! += weight;
    }
  }

  /** How many thresholds the output is above. */
  #above(output: number): number {
    const given = this.#fromLogits ? Math.fround(1 / (1 + Math.exp(-output))) : output;
    const value = Math.min(Math.max(given, 0), 1);
    if (!this.#isEven) return this.#thresholds.filter((threshold) => value > threshold).length;
    const scaled = Math.ceil(Math.fround(value * (this.#thresholds.length - 1)));
    return Math.max(scaled, 1);
  }

  figure(sums: readonly number[]): number {
    const thresholds = this.#thresholds.length;
    const areas = Array.from({ length: sums.length / (2 * thresholds) }, (_, label) => {
      const start = 2 * label * thresholds;
      const yes = sums.slice(start, start + thresholds);
      return this.#area({ yes, no: sums.slice(start + thresholds, start + 2 * thresholds) });
    });
    const weights = (this.#multiLabel ? this.#labelWeights : null) ?? areas.map(() => 1);
    const whole = weights.reduce((a, b) => a + b, 0);
    return ratio(
      areas.reduce((sum, area, label) => sum + area * weights[label]!, 0),
      whole,
    );
  }

  #area({ yes, no }: CurveCounts): number {
    if (this.#curve === "PR" && this.#method === "interpolation") return precisionRecallArea({ yes, no });
    const recall = yes.map((value) => ratio(value, yes[0]!));
    const falseRate = no.map((value) => ratio(value, no[0]!));
    const precision = yes.map((value, place) => ratio(value, value + no[place]!));
    const [x, y] = this.#curve === "ROC" ? [falseRate, recall] : [recall, precision];
    const height = {
      interpolation: (a: number, b: number) => (a + b) / 2,
      minoring: Math.min,
      majoring: Math.max,
    }[this.#method];
    return intervals(yes).reduce((sum, at) => sum + (x[at]! - x[at + 1]!) * height(y[at]!, y[at + 1]!), 0);
  }
}

/** Between thresholds, true positives and positives run straight (Davis and Goadrich 2006, section 4). */
function precisionRecallArea({ yes, no }: CurveCounts): number {
  return intervals(yes).reduce((sum, at) => {
    const [before, after] = [yes[at]! + no[at]!, yes[at + 1]! + no[at + 1]!];
    const gained = yes[at]! - yes[at + 1]!;
    const slope = ratio(gained, Math.max(before - after, 0));
    const intercept = yes[at + 1]! - slope * after;
    const growth = before > 0 && after > 0 ? Math.log(before / after) : 0;
    return sum + ratio(slope * (gained + intercept * growth), yes[0]!);
  }, 0);
}

function intervals(counts: readonly number[]): number[] {
  return Array.from({ length: counts.length - 1 }, (_, at) => at);
}
