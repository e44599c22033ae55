// Cropping2D: cuts off what lies at the sides of pictures.

import { expect, expectWhole } from "../tensor/errors.js";
import { slice } from "../tensor/ops/slice.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { pairKind, signatureOf } from "./signature.js";
import { resolveSides, type Sides, type SidesOption } from "./zeroPadding2D.js";

export interface Cropping2DOptions extends LayerOptions {
  /** One number for all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. Default: 0. */
  readonly cropping?: SidesOption;
}

/** See https://keras.io/api/layers/reshaping_layers/cropping2d. */
export class Cropping2D extends Layer {
  static override readonly signature = signatureOf<Cropping2DOptions>("Cropping2D", { cropping: pairKind });
  readonly className = "Cropping2D";
  static {
    nameLayerClass("Cropping2D", Cropping2D);
  }
  readonly #cropping: Sides;

  constructor(options: Cropping2DOptions = {}) {
    super(options);
    this.#cropping = resolveSides(this.label, "cropping", options.cropping ?? 0);
  }

  config(): LayerConfig {
    return { cropping: this.#cropping };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    for (const cells of this.#cropping.flat()) expectWhole("cropping", cells, 0);
    const [[top, bottom], [left, right]] = this.#cropping;
    const [height, width, channels] = input as readonly [number, number, number];
    expect(
      top + bottom < height && left + right < width,
      () =>
        `cropping is expected to leave something of ${formatShape(input!)}, got [[${top},${bottom}],[${left},${right}]]`,
    );
    return [height - top - bottom, width - left - right, channels];
  }

  call([x]: readonly Tensor[]): Tensor {
    const [batch, ...picture] = x!.shape;
    const [[top], [left]] = this.#cropping;
    return slice(x!, [0, top, left, 0], [batch!, ...this.outputShape([picture])]);
  }
}
