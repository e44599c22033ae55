// Flatten: all numbers of an example in one row.

import { flatten } from "../tensor/ops/reshape.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { signatureOf } from "./signature.js";

/** `[batch, ...]` as `[batch, features]`. See https://keras.io/api/layers/reshaping_layers/flatten. */
export class Flatten extends Layer {
  static override readonly signature = signatureOf<LayerOptions>("Flatten", {});
  readonly className = "Flatten";

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape([input]: readonly Shape[]): Shape {
    return [sizeOf(input!)];
  }

  call([x]: readonly Tensor[]): Tensor {
    return flatten(x!);
  }
}
