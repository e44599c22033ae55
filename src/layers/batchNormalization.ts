// BatchNormalization over the channels.

import { expect } from "../tensor/errors.js";
import { batchNorm } from "../tensor/ops/batchNorm.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { ConstraintOption } from "./constraints.js";
import type { InitializerOption } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";
import type { RegularizerOption } from "./regularizers.js";
import { constraintKind, initializerKind, regularizerKind, signatureOf } from "./signature.js";
import { trainingParts } from "./trainingParts.js";
import { weightRule } from "./weightRule.js";

export interface BatchNormalizationOptions extends LayerOptions {
  /** The axis of the channels, counted with the batch's: the last one, -1 or its number. Default: -1. */
  readonly axis?: number;
  /** The part of the moving statistics that each step keeps. Default: 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  /** Whether to add beta. Default: true. */
  readonly center?: boolean;
  /** Whether to multiply by gamma. Default: true. */
  readonly scale?: boolean;
  /** Default: `zeros`. */
  readonly betaInitializer?: InitializerOption;
  /** Default: `ones`. */
  readonly gammaInitializer?: InitializerOption;
  /** Default: `zeros`. */
  readonly movingMeanInitializer?: InitializerOption;
  /** Default: `ones`. */
  readonly movingVarianceInitializer?: InitializerOption;
  /** Default: null. */
  readonly betaRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly gammaRegularizer?: RegularizerOption;
  /** Default: null. */
  readonly betaConstraint?: ConstraintOption;
  /** Default: null. */
  readonly gammaConstraint?: ConstraintOption;
}

/**
 * Normalizes each channel. Inside `fit` an unfrozen layer uses the batch's statistics and moves its own towards them;
 * a frozen one uses its own, as in Keras: https://keras.io/api/layers/normalization_layers/batch_normalization.
 */
export class BatchNormalization extends Layer {
  static override readonly signature = signatureOf<BatchNormalizationOptions>("BatchNormalization", {
    axis: "number",
    momentum: "number",
    epsilon: "number",
    center: "boolean",
    scale: "boolean",
    betaInitializer: initializerKind,
    gammaInitializer: initializerKind,
    movingMeanInitializer: initializerKind,
    movingVarianceInitializer: initializerKind,
    betaRegularizer: regularizerKind,
    gammaRegularizer: regularizerKind,
    betaConstraint: constraintKind,
    gammaConstraint: constraintKind,
  });
  readonly className = "BatchNormalization";
  readonly #axis: number;
  readonly #options: {
    readonly momentum: number;
    readonly epsilon: number;
    readonly center: boolean;
    readonly scale: boolean;
  };
  readonly #weights;

  constructor(options: BatchNormalizationOptions = {}) {
    super(options);
    const { axis = -1, momentum = 0.99, epsilon = 1e-3, center = true, scale = true } = options;
    this.#axis = axis;
    this.#options = { momentum, epsilon, center, scale };
    this.#weights = {
      beta: weightRule(this.label, "beta", options, { initializer: "zeros" }),
      gamma: weightRule(this.label, "gamma", options, { initializer: "ones" }),
      movingMean: weightRule(this.label, "movingMean", options, { initializer: "zeros" }),
      movingVariance: weightRule(this.label, "movingVariance", options, { initializer: "ones" }),
    };
  }

  config(): LayerConfig {
    const axis = this.#axis === -1 ? {} : { axis: this.#axis };
    return Object.assign({ ...axis, ...this.#options }, ...Object.values(this.#weights).map(({ config }) => config));
  }

  outputShape([input]: readonly Shape[]): Shape {
    const { momentum, epsilon } = this.#options;
    expect(input!.length > 0, () => "expected an input with channels, got single numbers");
    expect(
      this.#axis === -1 || this.#axis === input!.length,
      () => `axis is expected to be the last one, -1 or ${input!.length}, got ${this.#axis}: put a Reshape before it`,
    );
    expect(momentum >= 0 && momentum <= 1, () => `momentum is expected from 0 to 1, got ${momentum}`);
    expect(epsilon > 0, () => `epsilon is expected above 0, got ${epsilon}`);
    return input!;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = input!.slice(-1);
    const { gamma, beta, movingMean, movingVariance } = this.#weights;
    if (this.#options.scale) this.addParameter("gamma", shape, gamma.initialize, gamma);
    if (this.#options.center) this.addParameter("beta", shape, beta.initialize, beta);
    const isStatistic = { learned: false };
    this.addParameter("moving_mean", shape, movingMean.initialize, isStatistic);
    this.addParameter("moving_variance", shape, movingVariance.initialize, isStatistic);
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const { center, scale, momentum, epsilon } = this.#options;
    const vector = x!.shape.slice(-1);
    const gamma = scale ? context.read(this.parameter("gamma")) : filled(vector, 1);
    const beta = center ? context.read(this.parameter("beta")) : filled(vector, 0);
    const [movingMean, movingVariance] = [this.parameter("moving_mean"), this.parameter("moving_variance")];
    if (!context.training || !context.isTrained(this)) {
      const vectors = { mean: context.read(movingMean), variance: context.read(movingVariance), gamma, beta };
      return batchNorm(x!, vectors, epsilon);
    }
    const { y, mean, variance } = trainingParts(this.label).batchNormTraining(x!, gamma, beta, epsilon);
    context.observe(movingMean, mean, momentum);
    context.observe(movingVariance, variance, momentum);
    return y;
  }
}

function filled(shape: Shape, value: number): Tensor {
  return Tensor.from(new Float32Array(sizeOf(shape)).fill(value), shape);
}
