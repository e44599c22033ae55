// RandomFlip, RandomBrightness and RandomContrast: augmentation as layers, by seed and step as dropout is.

import { describe } from "../tensor/describe.js";
import { expect, LinnetError } from "../tensor/errors.js";
import { add, greater, maximum, minimum, mul, sub } from "../tensor/ops/binary.js";
import { mean } from "../tensor/ops/reduce.js";
import { takeAlong } from "../tensor/ops/resample.js";
import { uniform } from "../tensor/ops/uniform.js";
import { where } from "../tensor/ops/where.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Pair } from "../tensor/window.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

interface SeededOptions extends LayerOptions {
  /** Chooses what happens to which picture: the same in the same step, on every backend. Default: 0. */
  readonly seed?: number | null;
}

const seedKinds = { seed: ["number", "null"] } as const;

/** A layer that changes pictures inside `fit` alone. */
abstract class RandomPictures extends Layer {
  protected readonly seed: number;

  constructor(options: SeededOptions) {
    super(options);
    this.seed = options.seed ?? 0;
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    return input!;
  }

  call([x]: readonly Tensor[], { training, step }: CallContext): Tensor {
    // A number a picture; `stream` tells those of one layer apart.
    const draw = (stream: number): Tensor => uniform([x!.shape[0]!, 1, 1, 1], { seed: 8 * this.seed + stream, step });
    return training ? this.change(x!, draw) : x!;
  }

  protected abstract change(x: Tensor, draw: (stream: number) => Tensor): Tensor;
}

type FlipMode = "horizontal" | "vertical" | "horizontal_and_vertical";

export interface RandomFlipOptions extends SeededOptions {
  /** `horizontal`, `vertical` or `horizontal_and_vertical`. Default: `horizontal_and_vertical`. */
  readonly mode?: FlipMode;
}

/** Mirrors half of the pictures. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_flip. */
export class RandomFlip extends RandomPictures {
  static override readonly signature = signatureOf<RandomFlipOptions>("RandomFlip", { ...seedKinds, mode: "string" });
  readonly className = "RandomFlip";
  static {
    nameLayerClass("RandomFlip", RandomFlip);
  }
  readonly #mode: FlipMode;

  constructor(options: RandomFlipOptions = {}) {
    super(options);
    this.#mode = options.mode ?? "horizontal_and_vertical";
    if (!["horizontal", "vertical", "horizontal_and_vertical"].includes(this.#mode))
      throw new LinnetError(
        `${this.label}: expected mode to be horizontal, vertical or horizontal_and_vertical, got "${this.#mode}"`,
      );
  }

  config(): LayerConfig {
    return { mode: this.#mode, seed: this.seed };
  }

  protected change(x: Tensor, draw: (stream: number) => Tensor): Tensor {
    const across = this.#mode === "vertical" ? x : maybe(draw(0), mirrored(x, 2), x);
    return this.#mode === "horizontal" ? across : maybe(draw(1), mirrored(across, 1), across);
  }
}

function maybe(drawn: Tensor, changed: Tensor, x: Tensor): Tensor {
  return where(greater(0.5, drawn), changed, x);
}

function mirrored(x: Tensor, axis: number): Tensor {
  const length = x.shape[axis]!;
  return takeAlong(
    x,
    axis,
    Array.from({ length }, (_, place) => length - 1 - place),
  );
}

/** A number of the range for each picture. */
function between([low, high]: Pair, drawn: Tensor): Tensor {
  return add(mul(drawn, high - low), low);
}

/** A number f as -f to f, or the two ends. @throws LinnetError if it is neither */
function rangeOf(where: string, factor: number | Pair): Pair {
  const range = typeof factor === "number" ? ([-factor, factor] as const) : factor;
  const isRange = range?.length === 2 && range.every((end) => Number.isFinite(end)) && range[0] <= range[1];
  if (!isRange)
    throw new LinnetError(`${where}: expected factor to be a number or [low, high], got ${describe(factor)}`);
  return range;
}

export interface RandomBrightnessOptions extends SeededOptions {
  /** What is added, as a part of the value range: from -1 to 1, one number for both signs, or `[low, high]`. */
  readonly factor: number | Pair;
  /** The range of pixels, which is kept to. Default: `[0, 255]`. */
  readonly valueRange?: Pair;
}

/** Makes pictures brighter or darker. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_brightness. */
export class RandomBrightness extends RandomPictures {
  static override readonly signature = signatureOf<RandomBrightnessOptions>("RandomBrightness", {
    ...seedKinds,
    factor: ["number", "list"],
    valueRange: "list",
  });
  readonly className = "RandomBrightness";
  static {
    nameLayerClass("RandomBrightness", RandomBrightness);
  }
  readonly #factor: Pair;
  readonly #valueRange: Pair;

  constructor(options: RandomBrightnessOptions) {
    super(options);
    this.#factor = rangeOf(this.label, options.factor);
    this.#valueRange = rangeOf(this.label, options.valueRange ?? [0, 255]);
  }

  config(): LayerConfig {
    return { factor: this.#factor, valueRange: this.#valueRange, seed: this.seed };
  }

  protected change(x: Tensor, draw: (stream: number) => Tensor): Tensor {
    const [low, high] = this.#valueRange;
    const brighter = add(x, mul(between(this.#factor, draw(0)), high - low));
    return minimum(maximum(brighter, low), high);
  }
}

export interface RandomContrastOptions extends SeededOptions {
  /** How much less or more: a number f for `[f, f]`, or `[less, more]`, each from 0 to 1. */
  readonly factor: number | Pair;
  /** The range of pixels, which is kept to. Default: `[0, 255]`. */
  readonly valueRange?: Pair;
}

/** `(x - mean) * c + mean`, by channel. See https://keras.io/api/layers/preprocessing_layers/image_augmentation/random_contrast. */
export class RandomContrast extends RandomPictures {
  static override readonly signature = signatureOf<RandomContrastOptions>("RandomContrast", {
    ...seedKinds,
    factor: ["number", "list"],
    valueRange: "list",
  });
  readonly className = "RandomContrast";
  static {
    nameLayerClass("RandomContrast", RandomContrast);
  }
  readonly #factor: Pair;
  readonly #valueRange: Pair;

  constructor(options: RandomContrastOptions) {
    super(options);
    const { factor } = options;
    this.#factor = typeof factor === "number" ? [factor, factor] : factor;
    if (this.#factor?.length !== 2 || !this.#factor.every((part) => part >= 0 && part <= 1))
      throw new LinnetError(`${this.label}: expected factor from 0 to 1, got ${describe(factor)}`);
    this.#valueRange = rangeOf(this.label, options.valueRange ?? [0, 255]);
  }

  config(): LayerConfig {
    return { factor: this.#factor, valueRange: this.#valueRange, seed: this.seed };
  }

  protected change(x: Tensor, draw: (stream: number) => Tensor): Tensor {
    const [less, more] = this.#factor;
    const [low, high] = this.#valueRange;
    const average = mean(x, [1, 2], { keepDims: true });
    const changed = add(mul(sub(x, average), between([1 - less, 1 + more], draw(0))), average);
    return minimum(maximum(changed, low), high);
  }
}
