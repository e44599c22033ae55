// UpSampling2D: pictures some times as high and as wide.

import { expect, expectWhole } from "../tensor/errors.js";
import { resize } from "../tensor/resize.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Pair, toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { type PictureInterpolation, pictureInterpolation } from "./pictureInterpolation.js";
import { pairKind, signatureOf } from "./signature.js";

export interface UpSampling2DOptions extends LayerOptions {
  /** How often each row and each column comes, `[rows, columns]` or one number for both. Default: 2. */
  readonly size?: number | Pair;
  /** `nearest` repeats pixels. Default: `nearest`. */
  readonly interpolation?: PictureInterpolation;
}

/** See https://keras.io/api/layers/reshaping_layers/up_sampling2d. */
export class UpSampling2D extends Layer {
  static override readonly signature = signatureOf<UpSampling2DOptions>("UpSampling2D", {
    size: pairKind,
    interpolation: "string",
  });
  readonly className = "UpSampling2D";
  static {
    nameLayerClass("UpSampling2D", UpSampling2D);
  }
  readonly #size: Pair;
  readonly #interpolation;

  constructor(options: UpSampling2DOptions = {}) {
    super(options);
    this.#size = toPair(options.size ?? 2);
    this.#interpolation = pictureInterpolation(this.label, options.interpolation ?? "nearest");
  }

  config(): LayerConfig {
    return { size: this.#size, interpolation: this.#interpolation.name };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    expect(this.#size.length === 2, () => `size is expected as a number or [rows, columns], got ${this.#size}`);
    for (const times of this.#size) expectWhole("size", times);
    return [input![0]! * this.#size[0], input![1]! * this.#size[1], input![2]!];
  }

  call([x]: readonly Tensor[]): Tensor {
    return resize(x!, this.outputShape([x!.shape.slice(1)]).slice(0, 2), this.#interpolation.options);
  }
}
