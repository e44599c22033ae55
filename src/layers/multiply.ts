// Multiply: the product of its inputs, as when a squeeze-and-excite gate weighs channels.

import { expect } from "../tensor/errors.js";
import { mul } from "../tensor/ops/binary.js";
import { broadcastShapes, formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

/**
 * The product of two inputs or more, broadcast along axes of length 1: `[height, width, channels]` times
 * `[1, 1, channels]`. See https://keras.io/api/layers/merging_layers/multiply.
 */
export class Multiply extends Layer {
  readonly className = "Multiply";

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape(inputs: readonly Shape[]): Shape {
    expect(inputs.length >= 2, () => `expected two inputs or more, got ${inputs.length}`);
    const [first, ...others] = inputs as [Shape, ...Shape[]];
    return others.reduce((product, shape) => {
      const broadcast = product.length === shape.length ? broadcastShapes(product, shape) : null;
      expect(
        broadcast !== null,
        () => `expected inputs that broadcast to one shape, got ${inputs.map(formatShape).join(" and ")}`,
      );
      return broadcast;
    }, first);
  }

  call(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((product, input) => mul(product, input));
  }
}
