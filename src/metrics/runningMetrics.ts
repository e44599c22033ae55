// The figures of an epoch: the loss weighted by the size of each batch, as in Keras, and metrics over all its examples.

import { LinnetError } from "../tensor/errors.js";
import { ClassTally, type TallyState } from "./classTally.js";

/** As the functions of these names; `f1` is `f1Score`. */
export type MetricName = "accuracy" | "precision" | "recall" | "f1";

const metrics: { readonly [Name in MetricName]: (tally: ClassTally) => number } = {
  accuracy: (tally) => tally.accuracy,
  precision: (tally) => tally.figures().precision,
  recall: (tally) => tally.figures().recall,
  f1: (tally) => tally.figures().f1,
};

/** @throws LinnetError on a metric that is not known */
export function checkMetrics(names: readonly MetricName[]): void {
  for (const name of names) {
    if (!Object.hasOwn(metrics, name)) {
      throw new LinnetError(`compile: expected metrics among ${Object.keys(metrics).join(", ")}, got "${name}"`);
    }
  }
}

/** What was added up so far. */
export interface RunningFigures {
  readonly loss: number;
  readonly count: number;
  readonly tally: TallyState;
}

/** A batch of examples with what a model made of it. */
export interface MeasuredBatch {
  readonly count: number;
  /** The targets, `[count, ...output]`. */
  readonly y: Float32Array;
  /** The mean over the batch. */
  readonly loss: number;
  /** `[count, ...output]`. */
  readonly output: Float32Array;
}

/** Adds batches up. */
export class RunningMetrics {
  readonly #names: readonly MetricName[];
  readonly #tally = new ClassTally();
  #loss = 0;
  #count = 0;

  /** @param earlier what was added up before a break; nothing */
  constructor(names: readonly MetricName[], earlier?: RunningFigures) {
    this.#names = names;
    if (earlier === undefined) return;
    this.#loss = earlier.loss;
    this.#count = earlier.count;
    this.#tally.restore(earlier.tally);
  }

  get figures(): RunningFigures {
    return { loss: this.#loss, count: this.#count, tally: this.#tally.state };
  }

  add({ count, y, loss, output }: MeasuredBatch): void {
    this.#count += count;
    this.#loss += loss * count;
    if (this.#names.length > 0) this.#tally.add(y, output, y.length / count);
  }

  /** The figures so far, by name; with `prefix`, as `val_` in Keras, before each. Empty before the first example. */
  logs(prefix = ""): { [name: string]: number } {
    if (this.#count === 0) return {};
    const figures = this.#names.map((name) => [`${prefix}${name}`, metrics[name](this.#tally)] as const);
    return { [`${prefix}loss`]: this.#loss / this.#count, ...Object.fromEntries(figures) };
  }
}
