// What layers that join their inputs element by element share: shapes that broadcast, as in Keras.

import { expect } from "../tensor/errors.js";
import { reshape } from "../tensor/ops/reshape.js";
import { broadcastShapes, formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

/** Inputs of fewer axes get axes of length 1 behind the batch's; axes of length 1 are repeated. */
export abstract class Merging extends Layer {
  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape(inputs: readonly Shape[]): Shape {
    expect(inputs.length >= 2, () => `expected two inputs or more, got ${inputs.length}`);
    const [first, ...others] = inputs as [Shape, ...Shape[]];
    return others.reduce((merged, shape) => {
      const broadcast = broadcastShapes(merged, shape);
      expect(
        broadcast !== null,
        () => `expected inputs that broadcast to one shape, got ${inputs.map(formatShape).join(" and ")}`,
      );
      return broadcast;
    }, first);
  }

  call(inputs: readonly Tensor[]): Tensor {
    const rank = Math.max(...inputs.map((input) => input.rank));
    return inputs.map((input) => widen(input, rank)).reduce((merged, input) => this.merge(merged, input));
  }

  protected abstract merge(a: Tensor, b: Tensor): Tensor;
}

function widen(x: Tensor, rank: number): Tensor {
  const [batch, ...rest] = x.shape;
  return x.rank === rank ? x : reshape(x, [batch!, ...Array.from({ length: rank - x.rank }, () => 1), ...rest]);
}
