// Dense: every output is a weighted sum of all inputs.

import { expect, expectWhole } from "../tensor/errors.js";
import { add } from "../tensor/ops/binary.js";
import { matMul } from "../tensor/ops/matMul.js";
import { formatShape, type Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ActivationName, activations, expectActivation } from "./activations.js";
import { type InitializerName, initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface DenseOptions extends LayerOptions {
  /** The number of outputs. */
  readonly units: number;
  /** Default: `linear`. */
  readonly activation?: ActivationName;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Default: `glorotUniform`. */
  readonly kernelInitializer?: InitializerName;
  /** Default: `zeros`. */
  readonly biasInitializer?: InitializerName;
  /** The seed of the initializers. Default: 0. */
  readonly seed?: number;
}

/** `activation(x kernel + bias)` for x `[batch, inputs]`. See https://keras.io/api/layers/core_layers/dense. */
export class Dense extends Layer {
  readonly className = "Dense";
  readonly #options: Required<Omit<DenseOptions, keyof LayerOptions>>;

  constructor(options: DenseOptions) {
    super(options);
    const { units, activation = "linear", useBias = true, seed = 0 } = options;
    const { kernelInitializer = "glorotUniform", biasInitializer = "zeros" } = options;
    this.#options = { units, activation, useBias, kernelInitializer, biasInitializer, seed };
  }

  config(): LayerConfig {
    return this.#options;
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectWhole("units", this.#options.units);
    expectActivation(this.#options.activation);
    expect(input!.length === 1, () => `expected rows of features, got ${formatShape(input!)}: put a Flatten before it`);
    return [this.#options.units];
  }

  protected override build([input]: readonly Shape[]): void {
    const { units, useBias, kernelInitializer, biasInitializer, seed } = this.#options;
    this.addParameter("kernel", [input![0]!, units], initializer(kernelInitializer, seed));
    if (useBias) this.addParameter("bias", [units], initializer(biasInitializer, seed));
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const product = matMul(x!, context.read(this.parameter("kernel")));
    const shifted = this.#options.useBias ? add(product, context.read(this.parameter("bias"))) : product;
    return activations[this.#options.activation](shifted);
  }
}
