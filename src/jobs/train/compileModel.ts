// The optimizer, loss and figures of a training job.

import { categoricalCrossentropy } from "../../losses/categorical.js";
import type { Model } from "../../train/model.js";
import { jobBackend } from "../machine.js";
import { learningRateOf } from "./learningRate.js";
import type { TrainSettings } from "./options.js";
import { makeOptimizer } from "./recipe.js";

/**
 * @param examples how many are trained on in an epoch
 * @param learningRateMultipliers by the names of layers
 */
export function compileModel(
  model: Model,
  options: TrainSettings,
  examples: number,
  learningRateMultipliers: { readonly [layer: string]: number } = {},
): void {
  const { batchSize, labelSmoothing } = options;
  model.compile({
    optimizer: makeOptimizer(options, learningRateOf(options, Math.ceil(examples / batchSize))),
    loss: categoricalCrossentropy({ labelSmoothing }),
    metrics: ["accuracy"],
    backend: jobBackend(options),
    learningRateMultipliers,
  });
}
