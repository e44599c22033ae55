// RandomRotation, RandomZoom and RandomTranslation: what files of Keras have; predictions do without.

import { expect, LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Pair } from "../tensor/window.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

type Factor = number | Pair;

interface MoveOptions extends LayerOptions {
  /** Default: `reflect`. */
  readonly fillMode?: string;
  /** Default: `bilinear`. */
  readonly interpolation?: string;
  /** Default: null. */
  readonly seed?: number | null;
  /** Default: 0. */
  readonly fillValue?: number;
}

const moveKinds = {
  fillMode: "string",
  interpolation: "string",
  seed: ["number", "null"],
  fillValue: "number",
} as const;
const factorKind = ["number", "list"] as const;

/** A layer that moves pixels at random in Keras's training: it keeps its options, and refuses a training here. */
abstract class RandomMove extends Layer {
  readonly #config: LayerConfig;

  constructor(options: MoveOptions, factors: LayerConfig) {
    super(options);
    const { fillMode = "reflect", interpolation = "bilinear", seed = null, fillValue = 0 } = options;
    this.#config = { ...factors, fillMode, interpolation, seed, fillValue };
  }

  config(): LayerConfig {
    return this.#config;
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    return input!;
  }

  call([x]: readonly Tensor[], { training }: CallContext): Tensor {
    if (!training) return x!;
    throw new LinnetError(
      `${this.label}: it only predicts: leave it out, and augment with ImageDataGenerator or the options of imageFlow`,
    );
  }
}

export interface RandomRotationOptions extends MoveOptions {
  /** The angle as a part of a whole turn: one number for both directions, or `[low, high]`. */
  readonly factor: Factor;
}

/** Leaves pictures as they are; does not train. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_rotation. */
export class RandomRotation extends RandomMove {
  static override readonly signature = signatureOf<RandomRotationOptions>("RandomRotation", {
    ...moveKinds,
    factor: factorKind,
  });
  readonly className = "RandomRotation";
  static {
    nameLayerClass("RandomRotation", RandomRotation);
  }

  constructor(options: RandomRotationOptions) {
    super(options, { factor: options?.factor });
  }
}

export interface RandomZoomOptions extends MoveOptions {
  readonly heightFactor: Factor;
  /** Default: null, which keeps the ratio. */
  readonly widthFactor?: Factor | null;
}

/** Leaves pictures as they are; does not train. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_zoom. */
export class RandomZoom extends RandomMove {
  static override readonly signature = signatureOf<RandomZoomOptions>("RandomZoom", {
    ...moveKinds,
    heightFactor: factorKind,
    widthFactor: ["number", "list", "null"],
  });
  readonly className = "RandomZoom";
  static {
    nameLayerClass("RandomZoom", RandomZoom);
  }

  constructor(options: RandomZoomOptions) {
    super(options, { heightFactor: options?.heightFactor, widthFactor: options?.widthFactor ?? null });
  }
}

export interface RandomTranslationOptions extends MoveOptions {
  readonly heightFactor: Factor;
  readonly widthFactor: Factor;
}

/** Leaves pictures as they are; does not train. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_translation. */
export class RandomTranslation extends RandomMove {
  static override readonly signature = signatureOf<RandomTranslationOptions>("RandomTranslation", {
    ...moveKinds,
    heightFactor: factorKind,
    widthFactor: factorKind,
  });
  readonly className = "RandomTranslation";
  static {
    nameLayerClass("RandomTranslation", RandomTranslation);
  }

  constructor(options: RandomTranslationOptions) {
    super(options, { heightFactor: options?.heightFactor, widthFactor: options?.widthFactor });
  }
}
