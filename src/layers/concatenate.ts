// Concatenate: joins its inputs along one axis.

import { expect } from "../tensor/errors.js";
import { outputShape } from "../tensor/op.js";
import { concat, concatOp } from "../tensor/ops/concat.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

export interface ConcatenateOptions extends LayerOptions {
  /** The axis, counted with the batch's, along which the inputs may differ; -1 is the last. Default: -1. */
  readonly axis?: number;
}

/** Two inputs or more, one after the other. See https://keras.io/api/layers/merging_layers/concatenate. */
export class Concatenate extends Layer {
  static override readonly signature = signatureOf<ConcatenateOptions>("Concatenate", { axis: "number" }, null);
  readonly className = "Concatenate";
  static {
    nameLayerClass("Concatenate", Concatenate);
  }
  readonly #axis: number;

  constructor(options: ConcatenateOptions = {}) {
    super(options);
    this.#axis = options.axis ?? -1;
  }

  config(): LayerConfig {
    return { axis: this.#axis };
  }

  outputShape(inputs: readonly Shape[]): Shape {
    expect(inputs.length >= 2, () => `expected two inputs or more, got ${inputs.length}`);
    const rank = inputs[0]!.length + 1;
    const axis = this.#axis < 0 ? this.#axis + rank : this.#axis;
    expect(
      Number.isInteger(axis) && axis >= 1 && axis < rank,
      () => `axis is expected to be one of the ${rank} of the inputs and not the batch's, got ${this.#axis}`,
    );
    return outputShape(concatOp, inputs, { axis: axis - 1 });
  }

  call(inputs: readonly Tensor[]): Tensor {
    return concat(inputs, this.#axis);
  }
}
