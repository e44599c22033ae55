// Activation and Softmax: activations as layers of their own.

import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ActivationName, activations, expectActivation } from "./activations.js";
import { Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface ActivationOptions extends LayerOptions {
  readonly activation: ActivationName;
}

/** See https://keras.io/api/layers/core_layers/activation. */
export class Activation extends Layer {
  readonly className = "Activation";
  readonly #activation: ActivationName;

  constructor(options: ActivationOptions) {
    super(options);
    this.#activation = options.activation;
  }

  config(): LayerConfig {
    return { activation: this.#activation };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectActivation(this.#activation);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return activations[this.#activation](x!);
  }
}

/** Softmax over the last axis. See https://keras.io/api/layers/activation_layers/softmax. */
export class Softmax extends Layer {
  readonly className = "Softmax";

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
    return activations.softmax(x!);
  }
}
