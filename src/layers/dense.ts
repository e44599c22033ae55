// Dense: every output is a weighted sum of all inputs.

import { expect, expectWhole } from "../tensor/errors.js";
import { add } from "../tensor/ops/binary.js";
import { matMul } from "../tensor/ops/matMul.js";
import { reshape } from "../tensor/ops/reshape.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { type ActivationName, type ActivationOption, activate, activationName } from "./activations.js";
import type { ConstraintOption } from "./constraints.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import type { RegularizerOption } from "./regularizers.js";
import { activationKind, constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { weightRule } from "./weightRule.js";

export interface DenseOptions extends LayerOptions {
  /** The number of outputs. */
  readonly units: number;
  /** Default: `linear`. */
  readonly activation?: ActivationOption;
  /** Default: true. */
  readonly useBias?: boolean;
  /** Default: `glorotUniform`. */
  readonly kernelInitializer?: InitializerOption;
  /** Default: `zeros`. */
  readonly biasInitializer?: InitializerOption;
  /** Default: null. */
  readonly kernelRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly biasRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly kernelConstraint?: ConstraintOption;
  /** Default: null. */
  readonly biasConstraint?: ConstraintOption;
  /** The seed of the initializers. Default: 0. */
  readonly seed?: number;
}

/** `activation(x kernel + bias)` for x `[batch, ..., inputs]`. See https://keras.io/api/layers/core_layers/dense. */
export class Dense extends Layer {
  static override readonly signature = signatureOf<DenseOptions>("Dense", {
    units: "number",
    activation: activationKind,
    useBias: "boolean",
    kernelInitializer: initializerKind,
    biasInitializer: initializerKind,
    kernelRegularizer: regularizerKind,
    biasRegularizer: regularizerKind,
    kernelConstraint: constraintKind,
    biasConstraint: constraintKind,
    seed: "number",
  });
  readonly className = "Dense";
  readonly #units: number;
  readonly #activation: ActivationName;
  readonly #useBias: boolean;
  readonly #seed: number;
  readonly #kernel;
  readonly #bias;

  constructor(options: DenseOptions) {
    super(options);
    const { units, useBias = true, seed = 0 } = options;
    this.#units = units;
    this.#activation = activationName(this.label, options.activation);
    this.#useBias = useBias;
    this.#seed = seed;
    this.#kernel = weightRule(this.label, "kernel", options, { initializer: "glorotUniform", seed });
    this.#bias = weightRule(this.label, "bias", options, { initializer: "zeros", seed });
  }

  config(): LayerConfig {
    const own = { units: this.#units, activation: this.#activation, useBias: this.#useBias };
    return { ...own, ...this.#kernel.config, ...this.#bias.config, seed: this.#seed };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expectWhole("units", this.#units);
    expect(input!.length > 0, () => "expected rows of features, got single numbers");
    return [...input!.slice(0, -1), this.#units];
  }

  protected override build([input]: readonly Shape[]): void {
    this.addParameter("kernel", [input!.at(-1)!, this.#units], this.#kernel.initialize, this.#kernel);
    if (this.#useBias) this.addParameter("bias", [this.#units], this.#bias.initialize, this.#bias);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const rows = x!.rank === 2 ? x! : reshape(x!, [-1, x!.shape.at(-1)!]);
    const product = matMul(rows, context.read(this.parameter("kernel")));
    const shifted = this.#useBias ? add(product, context.read(this.parameter("bias"))) : product;
    const output = x!.rank === 2 ? shifted : reshape(shifted, [...x!.shape.slice(0, -1), this.#units]);
    return activate(this.#activation, output);
  }
}
