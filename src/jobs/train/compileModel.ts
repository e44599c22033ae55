// The optimizer, loss and figures of a training job.

import { cosineDecay, inverseTimeDecay, type LearningRate } from "../../optim/schedules.js";
import { categoricalCrossentropy } from "../../train/losses.js";
import type { Model } from "../../train/model.js";
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
  const { batchSize, accumulate, labelSmoothing, backend = "wasm" } = options;
  model.compile({
    optimizer: makeOptimizer(options, scheduleOf(options, Math.ceil(examples / batchSize) / accumulate)),
    loss: categoricalCrossentropy({ labelSmoothing }),
    metrics: ["accuracy"],
    backend,
    learningRateMultipliers,
  });
}

/** The tutorial's `decay = learningRate / epochs`, or half a cosine after a twentieth of warm-up. */
function scheduleOf({ schedule, learningRate, epochs }: TrainSettings, stepsAnEpoch: number): LearningRate {
  if (schedule === "constant") return learningRate;
  if (schedule === "inverse-time") return inverseTimeDecay({ initial: learningRate, decay: learningRate / epochs });
  const steps = Math.ceil(epochs * stepsAnEpoch);
  const warmupSteps = Math.ceil(steps / 20);
  return cosineDecay({ initial: learningRate, warmupSteps, decaySteps: steps - warmupSteps });
}
