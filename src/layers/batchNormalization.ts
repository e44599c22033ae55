// BatchNormalization over the channels.

import { expect } from "../tensor/errors.js";
import { batchNorm, batchNormTraining } from "../tensor/ops/batchNorm.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { type InitializerName, initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface BatchNormalizationOptions extends LayerOptions {
  /** The part of the moving statistics that each step keeps. Default: 0.99. */
  readonly momentum?: number;
  /** Added to the variance. Default: 1e-3. */
  readonly epsilon?: number;
  /** Whether to add beta. Default: true. */
  readonly center?: boolean;
  /** Whether to multiply by gamma. Default: true. */
  readonly scale?: boolean;
  /** Default: `zeros`. */
  readonly betaInitializer?: InitializerName;
  /** Default: `ones`. */
  readonly gammaInitializer?: InitializerName;
  /** Default: `zeros`. */
  readonly movingMeanInitializer?: InitializerName;
  /** Default: `ones`. */
  readonly movingVarianceInitializer?: InitializerName;
}

/**
 * Normalizes each channel. Inside `fit` an unfrozen layer uses the batch's statistics and moves its own towards them;
 * a frozen one uses its own, as in Keras: https://keras.io/api/layers/normalization_layers/batch_normalization.
 */
export class BatchNormalization extends Layer {
  readonly className = "BatchNormalization";
  readonly #options: Required<Omit<BatchNormalizationOptions, keyof LayerOptions>>;

  constructor(options: BatchNormalizationOptions = {}) {
    super(options);
    this.#options = {
      momentum: options.momentum ?? 0.99,
      epsilon: options.epsilon ?? 1e-3,
      center: options.center ?? true,
      scale: options.scale ?? true,
      betaInitializer: options.betaInitializer ?? "zeros",
      gammaInitializer: options.gammaInitializer ?? "ones",
      movingMeanInitializer: options.movingMeanInitializer ?? "zeros",
      movingVarianceInitializer: options.movingVarianceInitializer ?? "ones",
    };
  }

  config(): LayerConfig {
    return this.#options;
  }

  outputShape([input]: readonly Shape[]): Shape {
    const { momentum, epsilon } = this.#options;
    expect(input!.length > 0, () => "expected an input with channels, got single numbers");
    expect(momentum >= 0 && momentum <= 1, () => `momentum is expected from 0 to 1, got ${momentum}`);
    expect(epsilon > 0, () => `epsilon is expected above 0, got ${epsilon}`);
    return input!;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = input!.slice(-1);
    const { center, scale, ...initializers } = this.#options;
    if (scale) this.addParameter("gamma", shape, initializer(initializers.gammaInitializer));
    if (center) this.addParameter("beta", shape, initializer(initializers.betaInitializer));
    const isStatistic = { learned: false };
    this.addParameter("moving_mean", shape, initializer(initializers.movingMeanInitializer), isStatistic);
    this.addParameter("moving_variance", shape, initializer(initializers.movingVarianceInitializer), isStatistic);
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
    const { y, mean, variance } = batchNormTraining(x!, gamma, beta, epsilon);
    context.observe(movingMean, mean, momentum);
    context.observe(movingVariance, variance, momentum);
    return y;
  }
}

function filled(shape: Shape, value: number): Tensor {
  return Tensor.from(new Float32Array(sizeOf(shape)).fill(value), shape);
}
