// SpatialDropout1D and SpatialDropout2D: inside `fit`, whole channels of an example become 0.

import { expect } from "../tensor/errors.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { dropTogether } from "./drop.js";
import { expectRate } from "./dropout.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

export interface SpatialDropoutOptions extends LayerOptions {
  /** The part to drop, from 0 to below 1. */
  readonly rate: number;
  /** Chooses the masks. Default: 0. */
  readonly seed?: number;
}

const kinds = { rate: "number", seed: "number" } as const;

abstract class SpatialDropout extends Layer {
  readonly #rate: number;
  readonly #seed: number;
  /** The number of axes of an example. */
  protected abstract readonly rank: number;

  constructor(options: SpatialDropoutOptions) {
    super(options);
    this.#rate = options.rate;
    this.#seed = options.seed ?? 0;
  }

  config(): LayerConfig {
    return { rate: this.#rate, seed: this.#seed };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectRate(this.#rate);
    expect(
      input!.length === this.rank,
      () => `expected examples of ${this.rank} axes, channels last, got ${formatShape(input!)}`,
    );
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    if (!training) return x!;
    const shape = x!.shape.map((length, axis) => (axis === 0 || axis === this.rank ? length : 1));
    return dropTogether(x!, shape, { rate: this.#rate, seed: this.#seed, step });
  }
}

/** Of `[batch, steps, channels]`. See https://keras.io/api/layers/regularization_layers/spatial_dropout1d. */
export class SpatialDropout1D extends SpatialDropout {
  static override readonly signature = signatureOf<SpatialDropoutOptions>("SpatialDropout1D", kinds);
  readonly className = "SpatialDropout1D";
  static {
    nameLayerClass("SpatialDropout1D", SpatialDropout1D);
  }
  protected readonly rank = 2;
}

/** Of `[batch, height, width, channels]`. See https://keras.io/api/layers/regularization_layers/spatial_dropout2d. */
export class SpatialDropout2D extends SpatialDropout {
  static override readonly signature = signatureOf<SpatialDropoutOptions>("SpatialDropout2D", kinds);
  readonly className = "SpatialDropout2D";
  static {
    nameLayerClass("SpatialDropout2D", SpatialDropout2D);
  }
  protected readonly rank = 3;
}
