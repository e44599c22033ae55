// Multiply: the product of its inputs, as when a squeeze-and-excite gate weighs channels.

import { mul } from "../tensor/ops/binary.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { Merging } from "./merging.js";
import { signatureOf } from "./signature.js";

/**
 * The product of two inputs or more, broadcast along axes of length 1: `[height, width, channels]` times
 * `[1, 1, channels]`. See https://keras.io/api/layers/merging_layers/multiply.
 */
export class Multiply extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Multiply", {}, null);
  readonly className = "Multiply";
  static {
    nameLayerClass("Multiply", Multiply);
  }

  protected merge(a: Tensor, b: Tensor): Tensor {
    return mul(a, b);
  }
}
