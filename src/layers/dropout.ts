// Dropout: inside `fit`, a random part of the numbers becomes 0.

import { expect } from "../tensor/errors.js";
import { dropout } from "../tensor/ops/dropout.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface DropoutOptions extends LayerOptions {
  /** The part to drop, from 0 to below 1. */
  readonly rate: number;
  /** Chooses the masks: the same seed drops the same numbers in the same step, on every backend. Default: 0. */
  readonly seed?: number;
}

/** See https://keras.io/api/layers/regularization_layers/dropout. */
export class Dropout extends Layer {
  readonly className = "Dropout";
  readonly #rate: number;
  readonly #seed: number;

  constructor(options: DropoutOptions) {
    super(options);
    this.#rate = options.rate;
    this.#seed = options.seed ?? 0;
  }

  config(): LayerConfig {
    return { rate: this.#rate, seed: this.#seed };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(this.#rate >= 0 && this.#rate < 1, () => `rate is expected from 0 to below 1, got ${this.#rate}`);
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    return training ? dropout(x!, { rate: this.#rate, seed: this.#seed, step }) : x!;
  }
}
