// Add: the sum of its inputs, as in a residual block.

import { add } from "../tensor/ops/binary.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LayerOptions } from "./layer.js";
import { Merging } from "./merging.js";
import { signatureOf } from "./signature.js";

/** The sum of two inputs or more, broadcast along axes of length 1. See https://keras.io/api/layers/merging_layers/add. */
export class Add extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Add", {}, null);
  readonly className = "Add";

  protected merge(a: Tensor, b: Tensor): Tensor {
    return add(a, b);
  }
}
