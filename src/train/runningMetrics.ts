// The figures of an epoch, weighted by the size of each batch as in Keras.

import { LinnetError } from "../tensor/errors.js";
import type { Batch } from "./batches.js";
import type { BatchResult } from "./trainer.js";

export type MetricName = "accuracy";

/** Of a batch: targets and outputs as rows of `classes` numbers. */
type Metric = (target: Float32Array, output: Float32Array, classes: number) => number;

const metrics: { readonly [Name in MetricName]: Metric } = {
  accuracy: (target, output, classes) => {
    const count = target.length / classes;
    let right = 0;
    for (let row = 0; row < count; row += 1) {
      const from = row * classes;
      if (classOf(target, from, classes) === classOf(output, from, classes)) right += 1;
    }
    return right / count;
  },
};

/** The class that a row stands for: its largest entry, or, where there is one number only, whether it is above a half. */
export function classOf(rows: ArrayLike<number>, start: number, classes: number): number {
  if (classes === 1) return rows[start]! > 0.5 ? 1 : 0;
  let best = 0;
  for (let index = 1; index < classes; index += 1) if (rows[start + index]! > rows[start + best]!) best = index;
  return best;
}

/** @throws LinnetError on a metric that is not known */
export function checkMetrics(names: readonly MetricName[]): void {
  for (const name of names) {
    if (!(name in metrics)) {
      throw new LinnetError(`compile: expected metrics among ${Object.keys(metrics).join(", ")}, got "${name}"`);
    }
  }
}

/** Adds batches up. */
export class RunningMetrics {
  readonly #names: readonly MetricName[];
  readonly #totals = new Map<string, number>();
  #count = 0;

  constructor(names: readonly MetricName[]) {
    this.#names = names;
  }

  add({ count, y }: Batch, { loss, output }: BatchResult): void {
    this.#count += count;
    this.#addTo("loss", loss * count);
    for (const name of this.#names) this.#addTo(name, metrics[name](y, output, y.length / count) * count);
  }

  /** The means so far, by name; with `prefix`, as `val_` in Keras, before each. */
  logs(prefix = ""): { [name: string]: number } {
    return Object.fromEntries([...this.#totals].map(([name, total]) => [`${prefix}${name}`, total / this.#count]));
  }

  #addTo(name: string, amount: number): void {
    this.#totals.set(name, (this.#totals.get(name) ?? 0) + amount);
  }
}
