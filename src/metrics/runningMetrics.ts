// The figures of an epoch: the loss weighted by the size of each batch, as in Keras, and metrics over all its examples.

import { type MeasuredOutput, type OutputFigures, type OutputMetrics, OutputTally } from "./outputTally.js";

/** The sums so far: the total loss, and the figures of each output. */
export interface RunningFigures {
  readonly count: number;
  readonly loss: number;
  readonly outputs: readonly OutputFigures[];
}

/** A batch of examples with the model's outputs. */
export interface MeasuredBatch {
  readonly count: number;
  /** The batch's mean of what training minimizes. */
  readonly loss: number;
  /** The weight of each example, for metrics that are weighted. Default: 1. */
  readonly weights?: Float32Array | undefined;
  readonly outputs: readonly MeasuredOutput[];
}

/** What a checkpoint that lacks an output's sums is taken for: those of other metrics. */
const NONE: OutputFigures = { loss: 0, metrics: [] };

export class RunningMetrics {
  readonly #names: readonly (string | null)[];
  readonly #outputs: readonly OutputTally[];
  #loss: number;
  #count: number;

  /**
   * @param earlier the sums from before a break. Default: none.
   * @throws LinnetError if they are those of other metrics
   */
  constructor(outputs: readonly OutputMetrics[], earlier?: RunningFigures) {
    this.#names = outputs.map(({ name }) => name);
    // Sums of linnet 1's checkpoints have another form: the figures of such an epoch are those of its rest.
    const before = earlier?.outputs === undefined ? undefined : earlier;
    this.#outputs = outputs.map((output, index) => new OutputTally(output, before && (before.outputs[index] ?? NONE)));
    this.#loss = before?.loss ?? 0;
    this.#count = before?.count ?? 0;
  }

  get figures(): RunningFigures {
    return { count: this.#count, loss: this.#loss, outputs: this.#outputs.map(({ figures }) => figures) };
  }

  add({ count, loss, weights = undefined, outputs }: MeasuredBatch): void {
    this.#count += count;
    this.#loss += loss * count;
    outputs.forEach((output, index) => this.#outputs[index]!.add({ count, weights: weights ?? null }, output));
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
    const metrics = this.#outputs.flatMap((output) => output.metrics(prefix));
    return { [`${prefix}loss`]: this.#loss / this.#count, ...Object.fromEntries([...losses, ...metrics]) };
  }
}
