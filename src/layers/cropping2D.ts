// Cropping2D: cuts off what lies at the sides of pictures.

import { describe } from "../tensor/describe.js";
import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { slice } from "../tensor/ops/slice.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { pairKind, signatureOf } from "./signature.js";

export interface Cropping2DOptions extends LayerOptions {
  /** One number for all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. Default: 0. */
  readonly cropping?:
    | number
    | readonly [number, number]
    | readonly [readonly [number, number], readonly [number, number]];
}

/** See https://keras.io/api/layers/reshaping_layers/cropping2d. */
export class Cropping2D extends Layer {
  static override readonly signature = signatureOf<Cropping2DOptions>("Cropping2D", { cropping: pairKind });
  readonly className = "Cropping2D";
  static {
    nameLayerClass("Cropping2D", Cropping2D);
  }
  readonly #vertical: readonly [number, number];
  readonly #horizontal: readonly [number, number];

  constructor(options: Cropping2DOptions = {}) {
    super(options);
    const { cropping = 0 } = options;
    const [vertical, horizontal] = typeof cropping === "number" ? [cropping, cropping] : cropping;
    const [above, left] = [toPair(vertical), toPair(horizontal)];
    if (above?.length !== 2 || left?.length !== 2)
      throw new LinnetError(
        `${this.label}: expected cropping to be a number, [vertical, horizontal] or [[top, bottom], [left, right]], got ${describe(cropping)}`,
      );
    this.#vertical = above;
    this.#horizontal = left;
  }

  config(): LayerConfig {
    return { cropping: [this.#vertical, this.#horizontal] };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    const [[top, bottom], [left, right]] = [this.#vertical, this.#horizontal];
    for (const cells of [top, bottom, left, right]) expectWhole("cropping", cells, 0);
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
    return slice(x!, [0, this.#vertical[0], this.#horizontal[0], 0], [batch!, ...this.outputShape([picture])]);
  }
}
