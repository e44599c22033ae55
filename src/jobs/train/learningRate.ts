// How the learning rate of a training job falls.

import { cosineDecay, inverseTimeDecay, type LearningRate } from "../../optim/schedules/schedules.js";
import type { TrainSettings } from "./options.js";

/** The tutorial's `decay = learningRate / epochs`, or half a cosine after a twentieth of warm-up. */
export function learningRateOf(
  { schedule, learningRate, epochs }: TrainSettings,
  batchesAnEpoch: number,
): LearningRate {
  if (schedule === "constant") return learningRate;
  if (schedule === "inverse-time") return inverseTimeDecay({ initial: learningRate, decay: learningRate / epochs });
  const steps = Math.ceil(epochs * batchesAnEpoch);
  const warmupSteps = Math.ceil(steps / 20);
  return cosineDecay({ initial: 0, warmupTarget: learningRate, warmupSteps, decaySteps: steps - warmupSteps });
}
