// Reshape: the same numbers of an example in another shape.

import { expect } from "../tensor/errors.js";
import { reshape } from "../tensor/ops/reshape.js";
import { formatShape, type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

export interface ReshapeOptions extends LayerOptions {
  /** The shape of one example, without the batch axis; one axis may be -1 and is inferred. */
  readonly targetShape: Shape;
}

/** `[batch, ...]` as `[batch, ...targetShape]`. See https://keras.io/api/layers/reshaping_layers/reshape. */
export class Reshape extends Layer {
  static override readonly signature = signatureOf<ReshapeOptions>("Reshape", { targetShape: "list" });
  readonly className = "Reshape";
  static {
    nameLayerClass("Reshape", Reshape);
  }
  readonly #targetShape: Shape;

  constructor(options: ReshapeOptions) {
    super(options);
    this.#targetShape = options.targetShape;
  }

  config(): LayerConfig {
    return { targetShape: this.#targetShape };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const target = this.#targetShape;
    expect(Array.isArray(target), () => `targetShape is expected as a list of numbers, got ${target}`);
    const missing = sizeOf(input!) / sizeOf(target.filter((length) => length !== -1));
    const shape = target.map((length) => (length === -1 ? missing : length));
    expect(
      shape.every((length) => Number.isInteger(length) && length >= 1) && sizeOf(shape) === sizeOf(input!),
      () => `targetShape is expected to have the ${sizeOf(input!)} elements of the input, got ${formatShape(target)}`,
    );
    return shape;
  }

  call([x]: readonly Tensor[]): Tensor {
    return reshape(x!, [x!.shape[0]!, ...this.outputShape([x!.shape.slice(1)])]);
  }
}
