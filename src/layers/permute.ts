// Permute: the axes of an example in another order.

import { expect } from "../tensor/errors.js";
import { transpose } from "../tensor/ops/transpose.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

export interface PermuteOptions extends LayerOptions {
  /** The axes of the input in the output's order, the first after the batch's being 1: `[2, 1]` exchanges two. */
  readonly dims: readonly number[];
}

/** See https://keras.io/api/layers/reshaping_layers/permute. */
export class Permute extends Layer {
  static override readonly signature = signatureOf<PermuteOptions>("Permute", { dims: "list" });
  readonly className = "Permute";
  static {
    nameLayerClass("Permute", Permute);
  }
  readonly #dims: readonly number[];

  constructor(options: PermuteOptions) {
    super(options);
    this.#dims = options.dims;
  }

  config(): LayerConfig {
    return { dims: this.#dims };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const dims = this.#dims;
    const isPermutation =
      Array.isArray(dims) && dims.length === input!.length && input!.every((_, axis) => dims.includes(axis + 1));
    expect(isPermutation, () => `dims is expected to have each number from 1 to ${input!.length} once, got [${dims}]`);
    return dims.map((axis) => input![axis - 1]!);
  }

  call([x]: readonly Tensor[]): Tensor {
    return transpose(x!, [0, ...this.#dims]);
  }
}
