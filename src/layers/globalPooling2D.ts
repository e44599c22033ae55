// GlobalAveragePooling2D and GlobalMaxPooling2D: one number a channel.

import { expect } from "../tensor/errors.js";
import { globalAveragePool2d } from "../tensor/ops/pool.js";
import { max } from "../tensor/ops/reduce.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { signatureOf } from "./signature.js";

export interface GlobalPooling2DOptions extends LayerOptions {
  /** Whether height and width stay, at length 1. Default: false. */
  readonly keepDims?: boolean;
}

abstract class GlobalPooling2D extends Layer {
  protected readonly keepDims: boolean;

  constructor(options: GlobalPooling2DOptions = {}) {
    super(options);
    this.keepDims = options.keepDims ?? false;
  }

  config(): LayerConfig {
    return { keepDims: this.keepDims };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    return this.keepDims ? [1, 1, input![2]!] : input!.slice(2);
  }
}

/** The mean of each channel: `[batch, height, width, channels]` gives `[batch, channels]`. See https://keras.io/api/layers/pooling_layers/global_average_pooling2d. */
export class GlobalAveragePooling2D extends GlobalPooling2D {
  static override readonly signature = signatureOf<GlobalPooling2DOptions>("GlobalAveragePooling2D", {
    keepDims: "boolean",
  });
  readonly className = "GlobalAveragePooling2D";

  call([x]: readonly Tensor[]): Tensor {
    return globalAveragePool2d(x!, { keepDims: this.keepDims });
  }
}

/** The largest number of each channel: `[batch, height, width, channels]` gives `[batch, channels]`. See https://keras.io/api/layers/pooling_layers/global_max_pooling2d. */
export class GlobalMaxPooling2D extends GlobalPooling2D {
  static override readonly signature = signatureOf<GlobalPooling2DOptions>("GlobalMaxPooling2D", {
    keepDims: "boolean",
  });
  readonly className = "GlobalMaxPooling2D";

  call([x]: readonly Tensor[]): Tensor {
    return max(x!, [1, 2], { keepDims: this.keepDims });
  }
}
