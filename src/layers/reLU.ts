// ReLU, with Keras's upper bound and slope.

import { expect } from "../tensor/errors.js";
import { clip, leakyRelu, relu, relu6 } from "../tensor/ops/relu.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface ReLUOptions extends LayerOptions {
  /** The upper bound; null for none. 6 gives the ReLU6 of networks for phones. Default: null. */
  readonly maxValue?: number | null;
  /** The slope below 0; it cannot be combined with a bound. Default: 0. */
  readonly negativeSlope?: number;
}

/** `min(max(x, 0), maxValue)`. See https://keras.io/api/layers/activation_layers/relu. */
export class ReLU extends Layer {
  readonly className = "ReLU";
  readonly #maxValue: number | null;
  readonly #negativeSlope: number;

  constructor(options: ReLUOptions = {}) {
    super(options);
    this.#maxValue = options.maxValue ?? null;
    this.#negativeSlope = options.negativeSlope ?? 0;
  }

  config(): LayerConfig {
    return { maxValue: this.#maxValue, negativeSlope: this.#negativeSlope };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect((this.#maxValue ?? 0) >= 0, () => `maxValue is expected to be 0 or more, got ${this.#maxValue}`);
    expect(this.#negativeSlope >= 0, () => `negativeSlope is expected to be 0 or more, got ${this.#negativeSlope}`);
    expect(
      this.#maxValue === null || this.#negativeSlope === 0,
      () => `expected maxValue or negativeSlope, got ${this.#maxValue} and ${this.#negativeSlope}`,
    );
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    if (this.#negativeSlope !== 0) return leakyRelu(x!, { alpha: this.#negativeSlope });
    if (this.#maxValue === null) return relu(x!);
    return this.#maxValue === 6 ? relu6(x!) : clip(x!, 0, this.#maxValue);
  }
}
