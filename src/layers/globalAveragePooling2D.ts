// GlobalAveragePooling2D: one number a channel.

import { expect } from "../tensor/errors.js";
import { globalAveragePool2d } from "../tensor/ops/pool.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface GlobalAveragePooling2DOptions extends LayerOptions {
  /** Whether height and width stay, at length 1. Default: false. */
  readonly keepDims?: boolean;
}

/** The mean of each channel: `[batch, height, width, channels]` gives `[batch, channels]`. See https://keras.io/api/layers/pooling_layers/global_average_pooling2d. */
export class GlobalAveragePooling2D extends Layer {
  readonly className = "GlobalAveragePooling2D";

  readonly #keepDims: boolean;

  constructor(options: GlobalAveragePooling2DOptions = {}) {
    super(options);
    this.#keepDims = options.keepDims ?? false;
  }

  config(): LayerConfig {
    return { keepDims: this.#keepDims };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    return this.#keepDims ? [1, 1, input![2]!] : input!.slice(2);
  }

  call([x]: readonly Tensor[]): Tensor {
    return globalAveragePool2d(x!, { keepDims: this.#keepDims });
  }
}
