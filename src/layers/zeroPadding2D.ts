// ZeroPadding2D: zeros around pictures.

import { describe } from "../tensor/describe.js";
import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { pad2d } from "../tensor/ops/pad2d.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Padding2d, toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { pairKind, signatureOf } from "./signature.js";

export interface ZeroPadding2DOptions extends LayerOptions {
  /** One number for all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. Default: 1. */
  readonly padding?:
    | number
    | readonly [number, number]
    | readonly [readonly [number, number], readonly [number, number]];
}

/** See https://keras.io/api/layers/reshaping_layers/zero_padding2d. */
export class ZeroPadding2D extends Layer {
  static override readonly signature = signatureOf<ZeroPadding2DOptions>("ZeroPadding2D", { padding: pairKind });
  readonly className = "ZeroPadding2D";
  readonly #padding: Padding2d;

  constructor(options: ZeroPadding2DOptions = {}) {
    super(options);
    const { padding = 1 } = options;
    const [vertical, horizontal] = typeof padding === "number" ? [padding, padding] : padding;
    const [above, left] = [toPair(vertical), toPair(horizontal)];
    if (above?.length !== 2 || left?.length !== 2)
      throw new LinnetError(
        `${this.label}: expected padding to be a number, [vertical, horizontal] or [[top, bottom], [left, right]], got ${describe(padding)}`,
      );
    this.#padding = [...above, ...left];
  }

  config(): LayerConfig {
    const [top, bottom, left, right] = this.#padding;
    return {
      padding: [
        [top, bottom],
        [left, right],
      ],
    };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    const [top, bottom, left, right] = this.#padding;
    for (const cells of this.#padding) expectWhole("padding", cells, 0);
    return [input![0]! + top + bottom, input![1]! + left + right, input![2]!];
  }

  call([x]: readonly Tensor[]): Tensor {
    return pad2d(x!, this.#padding);
  }
}
