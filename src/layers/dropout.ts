// Dropout: inside `fit`, a random part of the numbers becomes 0.

import { expect } from "../tensor/errors.js";
import { mul } from "../tensor/ops/binary.js";
import { dropout } from "../tensor/ops/dropout.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { signatureOf } from "./signature.js";

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
    const options = { rate: this.#rate, seed: this.#seed, step };
    if (this.#noiseShape === null) return dropout(x!, options);
    return dropTogether(x!, this.#maskShape(x!.shape), options);
  }

  #maskShape(input: Shape): Shape {
    const shape = this.#noiseShape!.map((length, axis) => length ?? input[axis]!);
    expect(
      shape[0] === 1 || shape[0] === input[0],
      () => `noiseShape is expected to fit the batch's ${formatShape(input)}, got ${formatShape(shape)}`,
    );
    return shape;
  }
}

/** @throws Expectation if it is no part that something remains of */
export function expectRate(rate: number): void {
  expect(rate >= 0 && rate < 1, () => `rate is expected from 0 to below 1, got ${rate}`);
}

/** Drops numbers that one of a smaller shape is broadcast over together. */
export function dropTogether(x: Tensor, maskShape: Shape, options: Parameters<typeof dropout>[1]): Tensor {
  const ones = Tensor.from(new Float32Array(sizeOf(maskShape)).fill(1), maskShape);
  return mul(x, dropout(ones, options));
}
