// BatchNormalization over the channels.

import { batchNorm, batchNormTraining } from "../tensor/ops/batchNorm.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { initializer } from "./initializers.js";
import { type CallContext, Layer, type LayerConfig, type LayerOptions } from "./layer.js";

export interface BatchNormalizationOptions extends LayerOptions {
  /** How much of the moving statistics stays in each step; 0.99. */
  readonly momentum?: number;
  /** Added to the variance; 1e-3. */
  readonly epsilon?: number;
}

/**
 * Normalises each channel. Inside `fit` an unfrozen one uses the batch's statistics and moves its own towards them;
 * a frozen one uses its own, as in Keras: https://keras.io/api/layers/normalization_layers/batch_normalization.
 */
export class BatchNormalization extends Layer {
  readonly className = "BatchNormalization";
  readonly #momentum: number;
  readonly #epsilon: number;

  constructor(options: BatchNormalizationOptions = {}) {
    super(options);
    this.#momentum = options.momentum ?? 0.99;
    this.#epsilon = options.epsilon ?? 1e-3;
  }

  config(): LayerConfig {
    return { momentum: this.#momentum, epsilon: this.#epsilon };
  }

  outputShape([input]: readonly Shape[]): Shape {
    return input!;
  }

  protected override build([input]: readonly Shape[]): void {
    const shape = input!.slice(-1);
    this.addParameter("gamma", shape, initializer("ones"));
    this.addParameter("beta", shape, initializer("zeros"));
    this.addParameter("moving_mean", shape, initializer("zeros"), { learned: false });
    this.addParameter("moving_variance", shape, initializer("ones"), { learned: false });
  }

  call([x]: readonly Tensor[], context: CallContext): Tensor {
    const [gamma, beta] = [context.read(this.parameter("gamma")), context.read(this.parameter("beta"))];
    const [movingMean, movingVariance] = [this.parameter("moving_mean"), this.parameter("moving_variance")];
    if (!context.training || !this.trainable) {
      const vectors = { mean: context.read(movingMean), variance: context.read(movingVariance), gamma, beta };
      return batchNorm(x!, vectors, this.#epsilon);
    }
    const { y, mean, variance } = batchNormTraining(x!, gamma, beta, this.#epsilon);
    context.observe(movingMean, mean, this.#momentum);
    context.observe(movingVariance, variance, this.#momentum);
    return y;
  }
}
