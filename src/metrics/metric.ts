// What a metric is: sums over examples, and the figure that they give (https://keras.io/api/metrics/base_metric).

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";

/** The shapes of one example's target and output. */
export interface Ends {
  readonly target: Shape;
  readonly output: Shape;
}

/** Examples in rows, one after the other. */
export interface Examples {
  readonly count: number;
  readonly target: Float32Array;
  readonly output: Float32Array;
  /** The weight of each example; null if all count 1. */
  readonly weights: Float32Array | null;
}

/** A figure, or one for each threshold or class. */
type Figure = number | readonly number[];

/**
 * A metric for `compile`, which asks it for sums of its own each epoch, or to be used by itself: `updateState`, `result`,
 * `resetState`. One's own extends it.
 */
export abstract class Metric {
  #own: { readonly ends: Ends; readonly sums: number[] } | null = null;

  /** @param name its name in the history */
  constructor(readonly name: string) {}

  /** The sums before the first example. @throws LinnetError if it cannot measure targets and outputs of these shapes */
  abstract zeros(ends: Ends): number[];

  /** Adds examples to the sums. */
  abstract add(sums: number[], examples: Examples, ends: Ends): void;

  /** What the sums give. */
  abstract figure(sums: readonly number[]): Figure;

  /**
   * Adds examples, target and output `[count, ...]`, to the metric's own sums.
   * @throws LinnetError if they are no tensors with values, or of shapes that it cannot measure
   */
  updateState(target: Tensor, output: Tensor, sampleWeight?: Tensor): void {
    for (const [what, given] of Object.entries({ target, output, sampleWeight }))
      if (!(given instanceof Tensor) && given !== undefined)
        throw new LinnetError(`${this.name}: expected ${what} to be a tensor, got ${describe(given)}`);
    const [count = 0, ...shape] = output.shape;
    if (target.shape[0] !== count || (sampleWeight !== undefined && sampleWeight.size !== count)) {
      const counts = [target, output, ...(sampleWeight ? [sampleWeight] : [])].map((one) => one.shape[0]);
      throw new LinnetError(`${this.name}: expected as many targets and weights as outputs, got ${counts.join(", ")}`);
    }
    const ends = { target: target.shape.slice(1), output: shape };
    this.#own ??= { ends, sums: this.zeros(ends) };
    const weights = sampleWeight?.values ?? null;
    this.add(this.#own.sums, { count, target: target.values, output: output.values, weights }, ends);
  }

  /** The figure of the examples since the last reset; 0 if there were none. */
  result(): Figure {
    return this.#own === null ? 0 : this.figure(this.#own.sums);
  }

  /** Forgets all examples. */
  resetState(): void {
    this.#own = null;
  }
}

/** The options of all metrics. */
export interface MetricOptions {
  /** The name in the history. Default: Keras's. */
  readonly name?: string;
}

/** A mean over examples; weights count as so many examples. */
export abstract class MeanMetric extends Metric {
  /** A number for each position: the rows of each example, one after the other. */
  protected abstract values(examples: Examples, ends: Ends): ArrayLike<number>;

  zeros(_ends: Ends): number[] {
    return [0, 0];
  }

  add(sums: number[], examples: Examples, ends: Ends): void {
    const values = this.values(examples, ends);
    const positions = values.length / examples.count;
    for (let example = 0; example < examples.count; example += 1) {
      const weight = examples.weights?.[example] ?? 1;
      let total = 0;
      for (let position = 0; position < positions; position += 1) total += values[example * positions + position]!;
      sums[0]! += (weight * total) / positions;
      sums[1]! += weight;
    }
  }

  figure([total, count]: readonly number[]): number {
    return ratio(total!, count!);
  }
}

/** `part / whole`, and 0 if the whole is 0. */
export function ratio(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}
