// Input: where a model begins.

import { expect, expectWhole } from "../tensor/errors.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions, type LayerOutput } from "./layer.js";
import { signatureOf } from "./signature.js";

export interface InputOptions extends LayerOptions {
  /** The shape of one example, without the batch axis. */
  readonly shape: Shape;
}

export class InputLayer extends Layer {
  static override readonly signature = signatureOf<InputOptions>("InputLayer", { shape: "list" }, 0);
  readonly className = "InputLayer";
  readonly #shape: Shape;

  constructor(options: InputOptions) {
    super(options);
    this.#shape = options.shape;
  }

  config(): LayerConfig {
    return { shape: this.#shape };
  }

  outputShape(): Shape {
    expect(Array.isArray(this.#shape), () => `shape is expected as a list of numbers, got ${this.#shape}`);
    for (const length of this.#shape) expectWhole("an axis of shape", length);
    return this.#shape;
  }

  call([x]: readonly Tensor[]): Tensor {
    return x!;
  }
}

/** The start of a model for examples of that shape. See https://keras.io/api/layers/core_layers/input. @throws ShapeError if the shape is invalid */
export function input(options: InputOptions): LayerOutput {
  return new InputLayer(options).apply([]);
}
