// ZeroPadding2D: zeros around pictures.

import { describe } from "../tensor/describe.js";
import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { pad2d } from "../tensor/ops/pad2d.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Pair, toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { pairKind, signatureOf } from "./signature.js";

/** One number for all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. */
export type SidesOption = number | Pair | readonly [Pair, Pair];

/** `[[top, bottom], [left, right]]` */
export type Sides = readonly [vertical: Pair, horizontal: Pair];

export interface ZeroPadding2DOptions extends LayerOptions {
  /** One number for all sides, `[vertical, horizontal]`, or `[[top, bottom], [left, right]]`. Default: 1. */
  readonly padding?: SidesOption;
}

/** See https://keras.io/api/layers/reshaping_layers/zero_padding2d. */
export class ZeroPadding2D extends Layer {
  static override readonly signature = signatureOf<ZeroPadding2DOptions>("ZeroPadding2D", { padding: pairKind });
  readonly className = "ZeroPadding2D";
  readonly #padding: Sides;

  constructor(options: ZeroPadding2DOptions = {}) {
    super(options);
    this.#padding = resolveSides(this.label, "padding", options.padding ?? 1);
  }

  config(): LayerConfig {
    return { padding: this.#padding };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 3, () => `expected pictures [height, width, channels], got ${formatShape(input!)}`);
    for (const cells of this.#padding.flat()) expectWhole("padding", cells, 0);
    const [[top, bottom], [left, right]] = this.#padding;
    return [input![0]! + top + bottom, input![1]! + left + right, input![2]!];
  }

  call([x]: readonly Tensor[]): Tensor {
    const [[top, bottom], [left, right]] = this.#padding;
    return pad2d(x!, [top, bottom, left, right]);
  }
}

/** @param where whose option it is @throws LinnetError naming the option if it has another form */
export function resolveSides(where: string, option: string, given: SidesOption): Sides {
  const [vertical, horizontal] = typeof given === "number" ? [given, given] : given;
  const sides = [toPair(vertical), toPair(horizontal)] as const;
  if (sides.every((pair) => pair?.length === 2)) return sides;
  throw new LinnetError(
    `${where}: expected ${option} to be a number, [vertical, horizontal] or [[top, bottom], [left, right]], got ${describe(given)}`,
  );
}
