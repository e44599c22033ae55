// The figures of a classification over batches, from counts for each class.

import { classOf } from "./classOf.js";
import { averaged, type ClassCounts, type ClassFigures, figuresOf } from "./metrics.js";

interface Counts {
  support: number;
  taken: number;
  both: number;
}

/** The counts so far. */
export interface TallyState {
  readonly columns: number;
  readonly right: number;
  readonly examples: number;
  readonly counts: readonly ClassCounts[];
}

export class ClassTally {
  #columns = 0;
  #right = 0;
  #examples = 0;
  readonly #counts: Counts[] = [];

  get state(): TallyState {
    const counts = this.#counts.map((entry) => ({ ...entry }));
    return { columns: this.#columns, right: this.#right, examples: this.#examples, counts };
  }

  /** Continues from earlier counts. */
  restore({ columns, right, examples, counts }: TallyState): void {
    this.#columns = columns;
    this.#right = right;
    this.#examples = examples;
    this.#counts.splice(0, Number.POSITIVE_INFINITY, ...counts.map((entry) => ({ ...entry })));
  }

  /** Counts examples: targets and outputs are rows of `columns` numbers, probabilities or one-hot. */
  add(target: Float32Array, output: Float32Array, columns: number): void {
    this.#columns = columns;
    for (let start = 0; start < target.length; start += columns) {
      const truth = classOf(target, start, columns);
      const predicted = classOf(output, start, columns);
      this.#countsOf(truth).support += 1;
      this.#countsOf(predicted).taken += 1;
      this.#examples += 1;
      if (truth !== predicted) continue;
      this.#countsOf(truth).both += 1;
      this.#right += 1;
    }
  }

  get accuracy(): number {
    return this.#right / this.#examples;
  }

  /** The plain mean of the classes that occur; for a single output, class 1 alone, as Keras's precision and recall. */
  figures(): ClassFigures {
    if (this.#columns === 1) return figuresOf(this.#countsOf(1));
    const occurring = this.#counts.filter(({ support, taken }) => support + taken > 0);
    return averaged(occurring.map(figuresOf), "macro");
  }

  #countsOf(label: number): Counts {
    while (this.#counts.length <= label) this.#counts.push({ support: 0, taken: 0, both: 0 });
    return this.#counts[label]!;
  }
}
