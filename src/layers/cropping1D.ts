// Cropping1D and ZeroPadding1D: steps cut off or added at both ends of sequences.

import { describe } from "../tensor/describe.js";
import { expect, expectWhole, LinnetError } from "../tensor/errors.js";
import { pad } from "../tensor/pad.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type Pair, toPair } from "../tensor/window.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { pairKind, signatureOf } from "./signature.js";

abstract class Lengthening extends Layer {
  readonly #cells: Pair;
  /** What a cell at an end adds: 1 or -1. */
  protected abstract readonly sign: number;
  protected abstract readonly option: string;

  constructor(options: LayerOptions, cells: number | Pair) {
    super(options);
    this.#cells = toPair(cells);
    if (this.#cells.length !== 2)
      throw new LinnetError(`${this.label}: expected a number or [before, after], got ${describe(cells)}`);
  }

  config(): LayerConfig {
    return { [this.option]: this.#cells };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 2, () => `expected sequences [steps, channels], got ${formatShape(input!)}`);
    for (const cells of this.#cells) expectWhole(this.option, cells, 0);
    const length = input![0]! + this.sign * (this.#cells[0] + this.#cells[1]);
    expect(length >= 1, () => `${this.option} is expected to leave some of ${input![0]} steps, got ${this.#cells}`);
    return [length, input![1]!];
  }

  call([x]: readonly Tensor[]): Tensor {
    const [before, after] = this.#cells;
    return pad(x!, [
      [0, 0],
      [this.sign * before, this.sign * after],
      [0, 0],
    ]);
  }
}

export interface Cropping1DOptions extends LayerOptions {
  /** Steps at each end, or `[before, after]`. Default: 1. */
  readonly cropping?: number | Pair;
}

/** `[batch, steps, channels]` without steps at the ends. See https://keras.io/api/layers/reshaping_layers/cropping1d. */
export class Cropping1D extends Lengthening {
  static override readonly signature = signatureOf<Cropping1DOptions>("Cropping1D", { cropping: pairKind });
  readonly className = "Cropping1D";
  static {
    nameLayerClass("Cropping1D", Cropping1D);
  }
  protected readonly sign = -1;
  protected readonly option = "cropping";

  constructor(options: Cropping1DOptions = {}) {
    super(options, options?.cropping ?? 1);
  }
}

export interface ZeroPadding1DOptions extends LayerOptions {
  /** Steps at each end, or `[before, after]`. Default: 1. */
  readonly padding?: number | Pair;
}

/** `[batch, steps, channels]` with zeros at the ends. See https://keras.io/api/layers/reshaping_layers/zero_padding1d. */
export class ZeroPadding1D extends Lengthening {
  static override readonly signature = signatureOf<ZeroPadding1DOptions>("ZeroPadding1D", { padding: pairKind });
  readonly className = "ZeroPadding1D";
  static {
    nameLayerClass("ZeroPadding1D", ZeroPadding1D);
  }
  protected readonly sign = 1;
  protected readonly option = "padding";

  constructor(options: ZeroPadding1DOptions = {}) {
    super(options, options?.padding ?? 1);
  }
}
