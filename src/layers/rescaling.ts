// Rescaling: brings pictures to a network's own range.

import { expect } from "../tensor/errors.js";
import { add, mul } from "../tensor/ops/binary.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

export interface RescalingOptions extends LayerOptions {
  readonly scale: number;
  /** Default: 0. */
  readonly offset?: number;
}

/** `x * scale + offset`. See https://keras.io/api/layers/preprocessing_layers/image_preprocessing/rescaling. */
export class Rescaling extends Layer {
  static override readonly signature = signatureOf<RescalingOptions>("Rescaling", {
    scale: "number",
    offset: "number",
  });
  readonly className = "Rescaling";
  static {
    nameLayerClass("Rescaling", Rescaling);
  }
  readonly #scale: number;
  readonly #offset: number;

  constructor(options: RescalingOptions) {
    super(options);
    this.#scale = options.scale;
    this.#offset = options.offset ?? 0;
  }

  config(): LayerConfig {
    return { scale: this.#scale, offset: this.#offset };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(Number.isFinite(this.#scale), () => `scale is expected to be a finite number, got ${this.#scale}`);
    expect(Number.isFinite(this.#offset), () => `offset is expected to be a finite number, got ${this.#offset}`);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return add(mul(x!, this.#scale), this.#offset);
  }
}
