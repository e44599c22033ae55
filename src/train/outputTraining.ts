// The loss and metrics of each output, and the optimizer, from the arguments of compile.

import { lossOf } from "../losses/lossByName.js";
import { metricOf } from "../metrics/metric.js";
import type { NetworkEnd } from "../model/tensorArguments.js";
import type { Optimizer } from "../optim/optimizer.js";
import { optimizerByName } from "../optim/optimizerByName.js";
import { type OptimizerName, optimizerName } from "../optim/optimizerNames.js";
import type { OutputArguments } from "./compileArguments.js";
import type { Training } from "./step/training.js";

/** @param outputs the network's, in the order of the arguments */
export function outputTraining(
  given: readonly OutputArguments[],
  outputs: readonly NetworkEnd[],
): Pick<Training, "losses" | "metrics"> {
  return {
    losses: given.map(({ name, loss, weight }) => ({ name, loss: lossOf(loss), weight })),
    metrics: given.map(({ name, metrics }, index) => ({
      name: given.length === 1 ? null : name,
      shape: outputs[index]!.shape,
      metrics: metrics.map(metricOf),
    })),
  };
}

export function optimizerOf(given: Optimizer | OptimizerName): Optimizer {
  return typeof given === "string" ? optimizerByName[optimizerName(given)]() : given;
}
