// The optimiser, loss and figures of a training job.

import { loadBackend } from "../../backends/index.js";
import { cosineDecay, inverseTimeDecay, type LearningRate } from "../../optim/schedules.js";
import { categoricalCrossentropy } from "../../train/losses.js";
import type { Model } from "../../train/model.js";
import type { TrainOptions } from "./options.js";
import { makeOptimizer } from "./recipe.js";

/**
 * @param examples how many are trained on in an epoch
 * @param learningRateMultipliers by the names of layers
 */
export async function compileModel(
  model: Model,
  options: TrainOptions,
  examples: number,
  learningRateMultipliers: { readonly [layer: string]: number } = {},
): Promise<void> {
  const { batchSize, accumulate, labelSmoothing, backend } = options;
  model.compile({
    optimizer: makeOptimizer(options, scheduleOf(options, Math.ceil(examples / batchSize) / accumulate)),
    loss: categoricalCrossentropy({ labelSmoothing }),
    metrics: ["accuracy"],
    backend: await loadBackend(backend),
    learningRateMultipliers,
  });
}

/** The tutorial's `decay = learningRate / epochs`, or half a cosine after a twentieth of warm-up. */
function scheduleOf({ schedule, learningRate, epochs }: TrainOptions, stepsAnEpoch: number): LearningRate {
  if (schedule === "constant") return learningRate;
  if (schedule === "inverse-time") return inverseTimeDecay({ initial: learningRate, decay: learningRate / epochs });
  const steps = Math.ceil(epochs * stepsAnEpoch);
  const warmupSteps = Math.ceil(steps / 20);
  return cosineDecay({ initial: learningRate, warmupSteps, decaySteps: steps - warmupSteps });
}
