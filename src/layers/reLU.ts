// ReLU, for which Keras has bounds, slopes and thresholds.

import { expect } from "../tensor/errors.js";
import { add, greater, mul, sub } from "../tensor/ops/binary.js";
import { clip, leakyRelu, relu, relu6 } from "../tensor/ops/relu.js";
import { neg } from "../tensor/ops/unary.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { signatureOf } from "./signature.js";

export interface ReLUOptions extends LayerOptions {
  /** The upper bound; null for none. 6 gives the ReLU6 of networks for phones. Default: null. */
  readonly maxValue?: number | null;
  /** The slope below the threshold. Default: 0. */
  readonly negativeSlope?: number;
  /** Where the slope changes. Default: 0. */
  readonly threshold?: number;
}

/**
 * `maxValue` from there on, x from the threshold on, and `negativeSlope (x - threshold)` below it.
 * See https://keras.io/api/layers/activation_layers/relu.
 */
export class ReLU extends Layer {
  static override readonly signature = signatureOf<ReLUOptions>("ReLU", {
    maxValue: ["number", "null"],
    negativeSlope: "number",
    threshold: "number",
  });
  readonly className = "ReLU";
  readonly #maxValue: number | null;
  readonly #negativeSlope: number;
  readonly #threshold: number;

  constructor(options: ReLUOptions = {}) {
    super(options);
    this.#maxValue = options.maxValue ?? null;
    this.#negativeSlope = options.negativeSlope ?? 0;
    this.#threshold = options.threshold ?? 0;
  }

  config(): LayerConfig {
    const threshold = this.#threshold === 0 ? {} : { threshold: this.#threshold };
    return { maxValue: this.#maxValue, negativeSlope: this.#negativeSlope, ...threshold };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect((this.#maxValue ?? 0) >= 0, () => `maxValue is expected to be 0 or more, got ${this.#maxValue}`);
    expect(this.#negativeSlope >= 0, () => `negativeSlope is expected to be 0 or more, got ${this.#negativeSlope}`);
    expect(this.#threshold >= 0, () => `threshold is expected to be 0 or more, got ${this.#threshold}`);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    const [slope, threshold] = [this.#negativeSlope, this.#threshold];
    if (slope === 0) return this.#upper(x!);
    if (this.#maxValue === null && threshold === 0) return leakyRelu(x!, { alpha: slope });
    const below = relu(threshold === 0 ? neg(x!) : add(neg(x!), threshold));
    return sub(this.#upper(x!), mul(below, slope));
  }

  /** What x is from the threshold on, and 0 below. */
  #upper(x: Tensor): Tensor {
    if (this.#threshold === 0 && this.#maxValue === 6) return relu6(x);
    const positive = this.#threshold === 0 ? relu(x) : mul(x, greater(x, this.#threshold));
    return this.#maxValue === null ? positive : clip(positive, 0, this.#maxValue);
  }
}
