// Identity and RepeatVector.

import { expect, expectWhole } from "../tensor/errors.js";
import { broadcastTo } from "../tensor/ops/broadcastTo.js";
import { reshape } from "../tensor/ops/reshape.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { signatureOf } from "./signature.js";

/** Its input, as it is. See https://keras.io/api/layers/core_layers/identity. */
export class Identity extends Layer {
  static override readonly signature = signatureOf<LayerOptions>("Identity", {});
  readonly className = "Identity";
  static {
    nameLayerClass("Identity", Identity);
  }

  constructor(options: LayerOptions = {}) {
    super(options);
  }

  config(): LayerConfig {
    return {};
  }

  outputShape([input]: readonly Shape[]): Shape {
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return x!;
  }
}

export interface RepeatVectorOptions extends LayerOptions {
  /** How often. */
  readonly n: number;
}

/** `[batch, features]` as `[batch, n, features]`. See https://keras.io/api/layers/reshaping_layers/repeat_vector. */
export class RepeatVector extends Layer {
  static override readonly signature = signatureOf<RepeatVectorOptions>("RepeatVector", { n: "number" });
  readonly className = "RepeatVector";
  static {
    nameLayerClass("RepeatVector", RepeatVector);
  }
  readonly #n: number;

  constructor(options: RepeatVectorOptions) {
    super(options);
    this.#n = options.n;
  }

  config(): LayerConfig {
    return { n: this.#n };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(input!.length === 1, () => `expected rows of features, got ${formatShape(input!)}`);
    expectWhole("n", this.#n);
    return [this.#n, input![0]!];
  }

  call([x]: readonly Tensor[]): Tensor {
    const [batch, features] = x!.shape as [number, number];
    return broadcastTo(reshape(x!, [batch, 1, features]), [batch, this.#n, features]);
  }
}
