// The figures of one output, summed over batches.

import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { ClassTally, type TallyState } from "./classTally.js";
import type { Metric } from "./metric.js";
import type { MetricFunction } from "./metricNames.js";

/** An output and its metrics. */
export interface OutputMetrics {
  /** The prefix of its figures, as in `side_accuracy`; null if it is the only output. */
  readonly name: string | null;
  /** The shape of one example. */
  readonly shape: Shape;
  readonly metrics: readonly Metric[];
}

/** The sums so far. */
export interface OutputFigures {
  readonly loss: number;
  readonly tally: TallyState;
  /** The sums of custom functions, in their order; absent if there are none. */
  readonly own?: readonly number[];
}

/** A batch's examples: targets and outputs as rows, and their mean loss. */
export interface MeasuredOutput {
  readonly loss: number;
  readonly target: Float32Array;
  readonly output: Float32Array;
}

export class OutputTally {
  readonly #output: OutputMetrics;
  readonly #tally = new ClassTally();
  readonly #functions: readonly MetricFunction[];
  #own: number[];
  #loss = 0;

  /** @param earlier the sums from before a break. Default: none. */
  constructor(output: OutputMetrics, earlier?: OutputFigures) {
    this.#output = output;
    this.#functions = output.metrics.flatMap((metric) => ("measure" in metric ? [metric.measure] : []));
    this.#own = this.#functions.map((_, index) => earlier?.own?.[index] ?? 0);
    if (earlier === undefined) return;
    this.#loss = earlier.loss;
    this.#tally.restore(earlier.tally);
  }

  get figures(): OutputFigures {
    const sums = { loss: this.#loss, tally: this.#tally.state };
    return this.#own.length === 0 ? sums : { ...sums, own: [...this.#own] };
  }

  add(count: number, { loss, target, output }: MeasuredOutput): void {
    const { shape, metrics } = this.#output;
    this.#loss += loss * count;
    if (metrics.length > this.#functions.length) this.#tally.add(target, output, target.length / count);
    if (this.#functions.length === 0) return;
    const [truth, made] = [target, output].map((values) =>
      Tensor.from(values.subarray(0, count * sizeOf(shape)), [count, ...shape]),
    );
    this.#own = this.#own.map((sum, index) => sum + count * meanOf(this.#functions[index]!(truth!, made!)));
  }

  /** The mean loss over `count` examples. */
  loss(count: number): number {
    return this.#loss / count;
  }

  /** The metrics over `count` examples, by their names in the history. */
  metrics(count: number, prefix: string): (readonly [name: string, value: number])[] {
    const { name, metrics } = this.#output;
    const own = this.#own.values();
    return metrics.map((metric) => {
      const value = "measure" in metric ? own.next().value! / count : metric.figure(this.#tally);
      return [`${prefix}${name === null ? "" : `${name}_`}${metric.name}`, value];
    });
  }
}

function meanOf(result: number | Tensor): number {
  return typeof result === "number" ? result : result.values.reduce((sum, value) => sum + value, 0) / result.size;
}
