// The optimiser, loss and figures of a training job.

import { loadBackend } from "../../backends/index.js";
import { Adam } from "../../optim/adam.js";
import { cosineDecay, inverseTimeDecay, type LearningRate } from "../../optim/schedules.js";
import type { Model } from "../../train/model.js";
import type { TrainOptions } from "./options.js";

/** @param examples how many are trained on in an epoch */
export async function compileModel(model: Model, options: TrainOptions, examples: number): Promise<void> {
  model.compile({
    optimizer: new Adam({ learningRate: scheduleOf(options, Math.ceil(examples / options.batchSize)) }),
    loss: "categoricalCrossentropy",
    metrics: ["accuracy"],
    backend: await loadBackend(options.backend),
  });
}

/** The tutorial's `decay = learningRate / epochs`, or half a cosine after a twentieth of warm-up. */
function scheduleOf({ schedule, learningRate, epochs }: TrainOptions, stepsAnEpoch: number): LearningRate {
  if (schedule === "constant") return learningRate;
  if (schedule === "inverse-time") return inverseTimeDecay({ initial: learningRate, decay: learningRate / epochs });
  const steps = epochs * stepsAnEpoch;
  const warmupSteps = Math.ceil(steps / 20);
  return cosineDecay({ initial: learningRate, warmupSteps, decaySteps: steps - warmupSteps });
}
