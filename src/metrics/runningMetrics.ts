// The figures of an epoch: the loss weighted by the size of each batch, as in Keras, and metrics over all its examples.

import { type MeasuredOutput, type OutputFigures, type OutputMetrics, OutputTally } from "./outputTally.js";

/** The sums so far: the count, then the figures of the one output, or the total loss and the figures of each. */
export type RunningFigures =
  | ({ readonly count: number } & OutputFigures)
  | { readonly count: number; readonly loss: number; readonly outputs: readonly OutputFigures[] };

/** A batch of examples with the model's outputs. */
export interface MeasuredBatch {
  readonly count: number;
  /** The batch's mean of what training minimizes. */
  readonly loss: number;
  readonly outputs: readonly MeasuredOutput[];
}

export class RunningMetrics {
  readonly #names: readonly (string | null)[];
  readonly #outputs: readonly OutputTally[];
  #loss = 0;
  #count = 0;

  /** @param earlier the sums from before a break. Default: none. */
  constructor(outputs: readonly OutputMetrics[], earlier?: RunningFigures) {
    const before = earlier === undefined ? [] : "outputs" in earlier ? earlier.outputs : [earlier];
    this.#names = outputs.map(({ name }) => name);
    this.#outputs = outputs.map((output, index) => new OutputTally(output, before[index]));
    this.#loss = earlier?.loss ?? 0;
    this.#count = earlier?.count ?? 0;
  }

  get figures(): RunningFigures {
    const outputs = this.#outputs.map(({ figures }) => figures);
    const [{ tally, ...own }] = outputs as [OutputFigures];
    if (outputs.length > 1) return { loss: this.#loss, count: this.#count, outputs };
    return { ...own, loss: this.#loss, count: this.#count, tally };
  }

  add({ count, loss, outputs }: MeasuredBatch): void {
    this.#count += count;
    this.#loss += loss * count;
    outputs.forEach((output, index) => this.#outputs[index]!.add(count, output));
  }

  /**
   * The figures so far, by name, each with `prefix` before it, such as Keras's `val_`. If there are several outputs, the
   * unweighted loss of each follows the total, as `side_loss`. Empty before the first example.
   */
  logs(prefix = ""): { [name: string]: number } {
    if (this.#count === 0) return {};
    const several = this.#outputs.length > 1 ? this.#outputs : [];
    const losses = several.map((output, index) => {
      return [`${prefix}${this.#names[index]}_loss`, output.loss(this.#count)] as const;
    });
    const metrics = this.#outputs.flatMap((output) => output.metrics(this.#count, prefix));
    return { [`${prefix}loss`]: this.#loss / this.#count, ...Object.fromEntries([...losses, ...metrics]) };
  }
}
