// Activation and Softmax: activations as layers of their own.

import { expect } from "../tensor/errors.js";
import { softmax } from "../tensor/ops/softmax.js";
import { transpose } from "../tensor/ops/transpose.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ActivationName, type ActivationOption, activate, activationName } from "./activations.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import { activationKind, signatureOf } from "./signature.js";

export interface ActivationOptions extends LayerOptions {
  readonly activation: ActivationOption;
}

/** See https://keras.io/api/layers/core_layers/activation. */
export class Activation extends Layer {
  static override readonly signature = signatureOf<ActivationOptions>("Activation", { activation: activationKind });
  readonly className = "Activation";
  static {
    nameLayerClass("Activation", Activation);
  }
  readonly #activation: ActivationName;

  constructor(options: ActivationOptions) {
    super(options);
    this.#activation = activationName(this.label, options.activation);
  }

  config(): LayerConfig {
    return { activation: this.#activation };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return activate(this.#activation, x!);
  }
}

export interface SoftmaxOptions extends LayerOptions {
  /** The axis whose numbers become probabilities, counted with the batch's; -1 is the last. Default: -1. */
  readonly axis?: number;
}

/** See https://keras.io/api/layers/activation_layers/softmax. */
export class Softmax extends Layer {
  static override readonly signature = signatureOf<SoftmaxOptions>("Softmax", { axis: "number" });
  readonly className = "Softmax";
  static {
    nameLayerClass("Softmax", Softmax);
  }
  readonly #axis: number;

  constructor(options: SoftmaxOptions = {}) {
    super(options);
    this.#axis = options.axis ?? -1;
  }

  config(): LayerConfig {
    return this.#axis === -1 ? {} : { axis: this.#axis };
  }

  outputShape([input]: readonly Shape[]): Shape {
    const rank = input!.length + 1;
    const axis = this.#axis < 0 ? this.#axis + rank : this.#axis;
    expect(
      Number.isInteger(axis) && axis >= 1 && axis < rank,
      () => `axis is expected to be one of the ${rank} of the input and not the batch's, got ${this.#axis}`,
    );
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    const last = x!.rank - 1;
    const axis = this.#axis < 0 ? this.#axis + x!.rank : this.#axis;
    if (axis === last) return softmax(x!);
    // Exchanging two axes twice leaves them where they were.
    const exchange = x!.shape.map((_, place) => (place === axis ? last : place === last ? axis : place));
    return transpose(softmax(transpose(x!, exchange)), exchange);
  }
}
