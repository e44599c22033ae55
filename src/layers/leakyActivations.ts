// LeakyReLU, PReLU and ELU: activations that let something through below 0.

import { expect, expectWhole } from "../tensor/errors.js";
import { elu } from "../tensor/nn.js";
import { greater, mul, sub } from "../tensor/ops/binary.js";
import { leakyRelu, relu } from "../tensor/ops/relu.js";
import { neg } from "../tensor/ops/unary.js";
import { where } from "../tensor/ops/where.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { ConstraintOption } from "./constraints.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import { nameLayerClass } from "./layerClasses.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { weightRule } from "./weightRule.js";

export interface LeakyReLUOptions extends LayerOptions {
  /** The slope below 0. Default: 0.3. */
  readonly negativeSlope?: number;
  /** What Keras 2 called `negativeSlope`, which counts if both are given. */
  readonly alpha?: number;
}

/** x if positive, else `negativeSlope x`. See https://keras.io/api/layers/activation_layers/leaky_relu. */
export class LeakyReLU extends Layer {
  static override readonly signature = signatureOf<LeakyReLUOptions>("LeakyReLU", {
    negativeSlope: "number",
    alpha: "number",
  });
  readonly className = "LeakyReLU";
  static {
    nameLayerClass("LeakyReLU", LeakyReLU);
  }
  readonly #negativeSlope: number;

  constructor(options: LeakyReLUOptions = {}) {
    super(options);
    this.#negativeSlope = options.negativeSlope ?? options.alpha ?? 0.3;
  }

  config(): LayerConfig {
    return { negativeSlope: this.#negativeSlope };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(this.#negativeSlope >= 0, () => `negativeSlope is expected to be 0 or more, got ${this.#negativeSlope}`);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    // The gradient of `leakyRelu` reads the output's sign, which a slope of 0 does not keep.
    return this.#negativeSlope === 0 ? relu(x!) : leakyRelu(x!, { alpha: this.#negativeSlope });
  }
}

export interface PReLUOptions extends LayerOptions {
  /** Default: `zeros`. */
  readonly alphaInitializer?: InitializerOption;
  /** Default: null. */
  readonly alphaRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly alphaConstraint?: ConstraintOption;
  /** Axes, counted with the batch's, along which all numbers have one slope: `[1, 2]` gives one a channel. Default: none. */
  readonly sharedAxes?: readonly number[] | null;
}

/** x if positive, else `alpha x` with slopes that are learned (arXiv 1502.01852). See https://keras.io/api/layers/activation_layers/prelu. */
export class PReLU extends Layer {
  static override readonly signature = signatureOf<PReLUOptions>("PReLU", {
    alphaInitializer: initializerKind,
    alphaRegularizer: regularizerKind,
    alphaConstraint: constraintKind,
    sharedAxes: ["list", "null"],
  });
  readonly className = "PReLU";
  static {
    nameLayerClass("PReLU", PReLU);
  }
  readonly #sharedAxes: readonly number[];
  readonly #alpha;

  constructor(options: PReLUOptions = {}) {
    super(options);
    this.#sharedAxes = options.sharedAxes ?? [];
    this.#alpha = weightRule(this.label, "alpha", options, { initializer: "zeros" });
  }

  config(): LayerConfig {
    return { ...this.#alpha.config, ...(this.#sharedAxes.length > 0 && { sharedAxes: this.#sharedAxes }) };
  }

  outputShape([input]: readonly Shape[]): Shape {
    for (const axis of this.#sharedAxes) expectWhole("an axis of sharedAxes", axis);
    return input!;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = input!.map((length, index) => (this.#sharedAxes.includes(index + 1) ? 1 : length));
    this.addParameter("alpha", shape, this.#alpha.initialize, this.#alpha);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    return sub(relu(x!), mul(context.read(this.parameter("alpha")), relu(neg(x!))));
  }
}

export interface ThresholdedReLUOptions extends LayerOptions {
  /** Default: 1. */
  readonly theta?: number;
}

/** x above `theta`, else 0: a layer of Keras 2. See https://keras.io/2/api/layers/activation_layers/threshold_relu. */
export class ThresholdedReLU extends Layer {
  static override readonly signature = signatureOf<ThresholdedReLUOptions>("ThresholdedReLU", { theta: "number" });
  readonly className = "ThresholdedReLU";
  static {
    nameLayerClass("ThresholdedReLU", ThresholdedReLU);
  }
  readonly #theta: number;

  constructor(options: ThresholdedReLUOptions = {}) {
    super(options);
    this.#theta = options.theta ?? 1;
  }

  config(): LayerConfig {
    return { theta: this.#theta };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(this.#theta >= 0, () => `theta is expected to be 0 or more, got ${this.#theta}`);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return where(greater(x!, this.#theta), x!, 0);
  }
}

export interface ELUOptions extends LayerOptions {
  /** What the output comes near to below 0, negated. Default: 1. */
  readonly alpha?: number;
}

/** x if positive, else `alpha (e^x - 1)` (arXiv 1511.07289). See https://keras.io/api/layers/activation_layers/elu. */
export class ELU extends Layer {
  static override readonly signature = signatureOf<ELUOptions>("ELU", { alpha: "number" });
  readonly className = "ELU";
  static {
    nameLayerClass("ELU", ELU);
  }
  readonly #alpha: number;

  constructor(options: ELUOptions = {}) {
    super(options);
    this.#alpha = options.alpha ?? 1;
  }

  config(): LayerConfig {
    return { alpha: this.#alpha };
  }

  outputShape([input]: readonly Shape[]): Shape {
    expect(Number.isFinite(this.#alpha), () => `alpha is expected to be a finite number, got ${this.#alpha}`);
    return input!;
  }

  call([x]: readonly Tensor[]): Tensor {
    return elu(x!, this.#alpha);
  }
}
