// The share of positions that are right (https://keras.io/api/metrics/accuracy_metrics).

import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { checkIndexes, checkSameShape, columnsOf } from "./ends.js";
import { type Ends, type Examples, MeanMetric, type MetricOptions } from "./metric.js";

type Row = Float32Array;

/** Whether each row of an output's last axis is right; the target's row is as long, or one index. */
abstract class RowAccuracy extends MeanMetric {
  protected abstract isRight(target: Row, output: Row): boolean;

  protected values({ target, output }: Examples, ends: Ends): ArrayLike<number> {
    const columns = columnsOf(ends);
    const rows = output.length / columns;
    const width = target.length / rows;
    return Float32Array.from({ length: rows }, (_, row) => {
      const right = this.isRight(
        target.subarray(row * width, (row + 1) * width),
        output.subarray(row * columns, (row + 1) * columns),
      );
      return right ? 1 : 0;
    });
  }
}

/** Whether target and output are equal, number by number. */
export class Accuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    checkOptions("Accuracy", options, { name: "string" });
    super(options.name ?? "accuracy");
  }

  override zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    return super.zeros(ends);
  }

  protected values({ target, output }: Examples): ArrayLike<number> {
    return output.map((value, index) => (value === target[index] ? 1 : 0));
  }
}

export interface BinaryAccuracyOptions extends MetricOptions {
  /** An output above it says yes. Default: 0.5. */
  readonly threshold?: number;
}

/** Whether each output says yes, which is 1, or no, as its target. */
export class BinaryAccuracy extends MeanMetric {
  readonly #threshold: number;

  constructor(options: BinaryAccuracyOptions = {}) {
    checkOptions("BinaryAccuracy", options, { name: "string", threshold: "number" });
    super(options.name ?? "binary_accuracy");
    this.#threshold = Math.fround(options.threshold ?? 0.5);
  }

  override zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    return super.zeros(ends);
  }

  protected values({ target, output }: Examples): ArrayLike<number> {
    return output.map((value, index) => ((value > this.#threshold ? 1 : 0) === target[index] ? 1 : 0));
  }
}

/** Whether the largest entry of the output is that of the target, in each row. */
export class CategoricalAccuracy extends RowAccuracy {
  constructor(options: MetricOptions = {}) {
    checkOptions("CategoricalAccuracy", options, { name: "string" });
    super(options.name ?? "categorical_accuracy");
  }

  override zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    return super.zeros(ends);
  }

  protected isRight(target: Row, output: Row): boolean {
    return argMax(target) === argMax(output);
  }
}

/** Whether the largest entry of the output is at the target's index, in each row. */
export class SparseCategoricalAccuracy extends RowAccuracy {
  constructor(options: MetricOptions = {}) {
    checkOptions("SparseCategoricalAccuracy", options, { name: "string" });
    super(options.name ?? "sparse_categorical_accuracy");
  }

  override zeros(ends: Ends): number[] {
    checkIndexes(this.name, ends);
    return super.zeros(ends);
  }

  protected isRight([target]: Row, output: Row): boolean {
    return target === argMax(output);
  }
}

export interface TopKOptions extends MetricOptions {
  /** How many entries of the output may be tried. Default: 5. */
  readonly k?: number;
}

/** Whether the target's largest entry is among the k largest of the output, in each row; equal ones are all among them. */
export class TopKCategoricalAccuracy extends RowAccuracy {
  readonly #k: number;

  constructor(options: TopKOptions = {}) {
    const k = kOf("TopKCategoricalAccuracy", options);
    super(options.name ?? "top_k_categorical_accuracy");
    this.#k = k;
  }

  override zeros(ends: Ends): number[] {
    checkSameShape(this.name, ends);
    return super.zeros(ends);
  }

  protected isRight(target: Row, output: Row): boolean {
    return isInTopK(argMax(target), output, this.#k);
  }
}

/** Whether the target's index is that of one of the k largest entries of the output, in each row. */
export class SparseTopKCategoricalAccuracy extends RowAccuracy {
  readonly #k: number;

  constructor(options: TopKOptions = {}) {
    const k = kOf("SparseTopKCategoricalAccuracy", options);
    super(options.name ?? "sparse_top_k_categorical_accuracy");
    this.#k = k;
  }

  override zeros(ends: Ends): number[] {
    checkIndexes(this.name, ends);
    return super.zeros(ends);
  }

  protected isRight([target]: Row, output: Row): boolean {
    return isInTopK(target!, output, this.#k);
  }
}

function kOf(metric: string, options: TopKOptions): number {
  checkOptions(metric, options, { name: "string", k: "number" });
  const { k = 5 } = options;
  if (Number.isInteger(k) && k > 0) return k;
  throw new LinnetError(`${metric}: expected k to be a whole number of 1 or more, got ${k}`);
}

/** The place of the largest entry, the first if several are equal. */
export function argMax(row: ArrayLike<number>): number {
  let best = 0;
  for (let index = 1; index < row.length; index += 1) if (row[index]! > row[best]!) best = index;
  return best;
}

/** As TensorFlow's in_top_k: a row that is not finite says nothing. */
function isInTopK(index: number, row: Row, k: number): boolean {
  const own = row[index];
  if (own === undefined || !row.every(Number.isFinite)) return false;
  return row.filter((value) => value > own).length < k;
}
