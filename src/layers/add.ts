// Add: the sum of its inputs, as in a residual block.

import { expect } from "../tensor/errors.js";
import { add } from "../tensor/ops/binary.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

/** See https://keras.io/api/layers/merging_layers/add. */
export class Add extends Layer {
  readonly className = "Add";

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape(inputs: readonly Shape[]): Shape {
    const [first] = inputs;
    expect(inputs.length >= 2, () => `expected two inputs or more, got ${inputs.length}`);
    expect(
      inputs.every((shape) => sameShape(shape, first!)),
      () => `expected inputs of one shape, got ${inputs.map(formatShape).join(" and ")}`,
    );
    return first!;
  }

  call(inputs: readonly Tensor[]): Tensor {
    return inputs.reduce((sum, input) => add(sum, input));
  }
}
