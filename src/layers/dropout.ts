// Dropout: inside `fit`, a random part of the numbers becomes 0.

import { expect } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { signatureOf } from "./signature.js";
import { trainingParts } from "./trainingParts.js";

export interface DropoutOptions extends LayerOptions {
  /** The part to drop, from 0 to below 1. Keras takes 1 too, which leaves nothing. */
  readonly rate: number;
  /**
   * The shape of the mask, with the batch's axis: 1 drops along a whole axis, null stands for the input's length.
   * `[null, 1, 1, null]` drops whole channels. Default: the input's.
   */
  readonly noiseShape?: readonly (number | null)[] | null;
  /** Chooses the masks: the same seed drops the same numbers in the same step, on every backend. Default: 0. */
  readonly seed?: number;
}

/** See https://keras.io/api/layers/regularization_layers/dropout. */
export class Dropout extends Layer {
  static override readonly signature = signatureOf<DropoutOptions>("Dropout", {
    rate: "number",
    noiseShape: ["list", "null"],
    seed: "number",
  });
  readonly className = "Dropout";
  readonly #rate: number;
  readonly #noiseShape: readonly (number | null)[] | null;
  readonly #seed: number;

  constructor(options: DropoutOptions) {
    super(options);
    this.#rate = options.rate;
    this.#noiseShape = options.noiseShape ?? null;
    this.#seed = options.seed ?? 0;
  }

  config(): LayerConfig {
    return { rate: this.#rate, seed: this.#seed, ...(this.#noiseShape !== null && { noiseShape: this.#noiseShape }) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectRate(this.#rate);
    const noise = this.#noiseShape?.slice(1);
    const fits = noise?.every((length, axis) => length === null || length === 1 || length === input![axis]) ?? true;
    expect(
      fits && (noise === undefined || noise.length === input!.length),
      () => `noiseShape is expected to fit [batch,${input!.join()}], got [${this.#noiseShape?.join()}]`,
    );
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    if (!training) return x!;
    const options = { rate: this.#rate, seed: this.#seed, step, noiseShape: this.#noiseShape };
    return trainingParts(this.label).drop(x!, options);
  }
}

/** @throws Expectation if it is no part that something remains of */
export function expectRate(rate: number): void {
  expect(rate >= 0 && rate < 1, () => `rate is expected from 0 to below 1, got ${rate}`);
}
