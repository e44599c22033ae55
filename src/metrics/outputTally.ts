// The figures of one output, summed over batches.

import { LinnetError } from "../tensor/errors.js";
import type { Ends, Examples } from "./metric.js";
import type { NamedMetric } from "./metricByName.js";

/** An output and its metrics. */
export interface OutputMetrics extends Ends {
  /** The prefix of its figures, as in `side_accuracy`; null if it is the only output. */
  readonly name: string | null;
  readonly metrics: readonly NamedMetric[];
}

/** The sums so far. */
export interface OutputFigures {
  readonly loss: number;
  /** Of each metric, in order. */
  readonly metrics: readonly (readonly number[])[];
}

/** A batch's examples: targets and outputs as rows, and their mean loss. */
export interface MeasuredOutput {
  readonly loss: number;
  readonly target: Float32Array;
  readonly output: Float32Array;
}

export class OutputTally {
  readonly #output: OutputMetrics;
  readonly #sums: readonly number[][];
  #loss: number;

  /**
   * @param earlier the sums from before a break. Default: none.
   * @throws LinnetError if they are those of other metrics
   */
  constructor(output: OutputMetrics, earlier?: OutputFigures) {
    this.#output = output;
    this.#sums = output.metrics.map(({ metric }, index) => {
      const zeros = metric.zeros(output);
      return earlier === undefined ? zeros : sumsFrom(earlier, index, zeros.length);
    });
    this.#loss = earlier?.loss ?? 0;
  }

  get figures(): OutputFigures {
    return { loss: this.#loss, metrics: this.#sums.map((sums) => [...sums]) };
  }

  add({ count, weights }: Pick<Examples, "count" | "weights">, { loss, target, output }: MeasuredOutput): void {
    this.#loss += loss * count;
    this.#output.metrics.forEach(({ metric, weighted }, index) => {
      metric.add(this.#sums[index]!, { count, target, output, weights: weighted ? weights : null }, this.#output);
    });
  }

  /** The mean loss over `count` examples. */
  loss(count: number): number {
    return this.#loss / count;
  }

  /** The metrics, by their names in the history. */
  metrics(prefix: string): (readonly [name: string, value: number])[] {
    const { name: output, metrics } = this.#output;
    return metrics.map(({ name, metric }, index) => {
      const whole = `${prefix}${output === null ? "" : `${output}_`}${name}`;
      return [whole, metric.figure(this.#sums[index]!) as number];
    });
  }
}

/** Checkpoints keep numbers that are not finite as words. */
function isSum(sum: unknown): boolean {
  return typeof sum === "number" || sum === "NaN" || sum === "Infinity" || sum === "-Infinity";
}

function sumsFrom({ metrics }: OutputFigures, index: number, length: number): number[] {
  const sums: unknown = metrics?.[index];
  if (Array.isArray(sums) && sums.length === length && sums.every(isSum)) return sums.map(Number);
  throw new LinnetError("fit: the checkpoint's figures are those of other metrics");
}
