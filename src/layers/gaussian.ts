// GaussianNoise and GaussianDropout: noise inside `fit`, nothing outside.

import { expect } from "../tensor/errors.js";
import { add, mul } from "../tensor/ops/binary.js";
import { cos } from "../tensor/ops/elementFunctions.js";
import { log, oneMinus, sqrt } from "../tensor/ops/unary.js";
import { uniform } from "../tensor/ops/uniform.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { expectRate } from "./dropout.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

interface Draw {
  readonly seed: number;
  readonly step: Tensor;
}

/** Standard normal numbers, by Box and Muller's method, from two streams of uniform ones. */
function normal(shape: Shape, { seed, step }: Draw): Tensor {
  const radius = sqrt(mul(log(oneMinus(uniform(shape, { seed: 2 * seed, step }))), -2));
  return mul(radius, cos(mul(uniform(shape, { seed: 2 * seed + 1, step }), 2 * Math.PI)));
}

export interface GaussianNoiseOptions extends LayerOptions {
  /** The noise's standard deviation, 0 or more. */
  readonly stddev: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** Adds normal noise. See https://keras.io/api/layers/regularization_layers/gaussian_noise. */
export class GaussianNoise extends Layer {
  static override readonly signature = signatureOf<GaussianNoiseOptions>("GaussianNoise", {
    stddev: "number",
    seed: "number",
  });
  readonly className = "GaussianNoise";
  static {
    nameLayerClass("GaussianNoise", GaussianNoise);
  }
  readonly #stddev: number;
  readonly #seed: number;

  constructor(options: GaussianNoiseOptions) {
    super(options);
    this.#stddev = options.stddev;
    this.#seed = options.seed ?? 0;
  }

  config(): LayerConfig {
    return { stddev: this.#stddev, seed: this.#seed };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(this.#stddev >= 0, () => `stddev is expected to be 0 or more, got ${this.#stddev}`);
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    if (!training || this.#stddev === 0) return x!;
    return add(x!, mul(normal(x!.shape, { seed: this.#seed, step }), this.#stddev));
  }
}

export interface GaussianDropoutOptions extends LayerOptions {
  /** Noise of the deviation `sqrt(rate / (1 - rate))`; from 0 to below 1. */
  readonly rate: number;
  /** Default: 0. */
  readonly seed?: number;
}

/** Multiplies by normal numbers around 1. See https://keras.io/api/layers/regularization_layers/gaussian_dropout. */
export class GaussianDropout extends Layer {
  static override readonly signature = signatureOf<GaussianDropoutOptions>("GaussianDropout", {
    rate: "number",
    seed: "number",
  });
  readonly className = "GaussianDropout";
  static {
    nameLayerClass("GaussianDropout", GaussianDropout);
  }
  readonly #rate: number;
  readonly #seed: number;

  constructor(options: GaussianDropoutOptions) {
    super(options);
    this.#rate = options.rate;
    this.#seed = options.seed ?? 0;
  }

  config(): LayerConfig {
    return { rate: this.#rate, seed: this.#seed };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectRate(this.#rate);
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    if (!training || this.#rate === 0) return x!;
    const deviation = Math.sqrt(this.#rate / (1 - this.#rate));
    return mul(x!, add(mul(normal(x!.shape, { seed: this.#seed, step }), deviation), 1));
  }
}
