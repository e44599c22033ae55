// Subtract, Average, Maximum and Minimum: layers that join their inputs element by element.

import { expect } from "../tensor/errors.js";
import { add, maximum, minimum, mul, sub } from "../tensor/ops/binary.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { Merging } from "./merging.js";
import { signatureOf } from "./signature.js";

/** The first of two inputs less the second, broadcast. See https://keras.io/api/layers/merging_layers/subtract. */
export class Subtract extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Subtract", {}, null);
  readonly className = "Subtract";
  static {
    nameLayerClass("Subtract", Subtract);
  }

  override outputShape(inputs: readonly Shape[]): Shape {
    expect(inputs.length === 2, () => `expected two inputs, got ${inputs.length}`);
    return super.outputShape(inputs);
  }

  protected merge(a: Tensor, b: Tensor): Tensor {
    return sub(a, b);
  }
}

/** The mean of two inputs or more, broadcast. See https://keras.io/api/layers/merging_layers/average. */
export class Average extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Average", {}, null);
  readonly className = "Average";
  static {
    nameLayerClass("Average", Average);
  }

  override call(inputs: readonly Tensor[]): Tensor {
    return mul(super.call(inputs), 1 / inputs.length);
  }

  protected merge(a: Tensor, b: Tensor): Tensor {
    return add(a, b);
  }
}

/** The largest of two inputs or more, broadcast. See https://keras.io/api/layers/merging_layers/maximum. */
export class Maximum extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Maximum", {}, null);
  readonly className = "Maximum";
  static {
    nameLayerClass("Maximum", Maximum);
  }

  protected merge(a: Tensor, b: Tensor): Tensor {
    return maximum(a, b);
  }
}

/** The smallest of two inputs or more, broadcast. See https://keras.io/api/layers/merging_layers/minimum. */
export class Minimum extends Merging {
  static override readonly signature = signatureOf<LayerOptions>("Minimum", {}, null);
  readonly className = "Minimum";
  static {
    nameLayerClass("Minimum", Minimum);
  }

  protected merge(a: Tensor, b: Tensor): Tensor {
    return minimum(a, b);
  }
}
