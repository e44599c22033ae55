// Kernels that another program keeps in another shape.

import { reshape } from "../../tensor/ops/reshape.js";
import type { Shape } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";

/** A constant in another shape, under its name. */
export function constantInShape(constant: Tensor, shape: Shape): Tensor {
  const reshaped = reshape(constant, shape);
  return constant.name === null ? reshaped : reshaped.named(constant.name);
}
