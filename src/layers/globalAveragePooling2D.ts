// GlobalAveragePooling2D: one number a channel.

import { expect } from "../tensor/errors.js";
import { globalAveragePool2d } from "../tensor/ops/pool.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

/** The mean of each channel: `[batch, height, width, channels]` gives `[batch, channels]`. See https://keras.io/api/layers/pooling_layers/global_average_pooling2d. */
export class GlobalAveragePooling2D extends Layer {
  readonly className = "GlobalAveragePooling2D";

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    return input!.slice(2);
  }

  call([x]: readonly Tensor[]): Tensor {
    return globalAveragePool2d(x!);
  }
}
