// The loss and metrics of each output, and the optimizer, from the arguments of compile.

import { lossOf } from "../losses/lossByName.js";
import { namedMetrics } from "../metrics/metricByName.js";
import type { NetworkEnd } from "../model/tensorArguments.js";
import type { Optimizer } from "../optim/optimizer.js";
import { optimizerByName } from "../optim/optimizerByName.js";
import { type OptimizerName, optimizerName } from "../optim/optimizerNames.js";
import type { OutputArguments } from "./compileArguments.js";
import type { Training } from "./step/training.js";

/**
 * @param outputs the network's, in the order of the arguments
 * @throws LinnetError if a metric cannot measure its output
 */
export function outputTraining(
  given: readonly OutputArguments[],
  outputs: readonly NetworkEnd[],
): Pick<Training, "losses" | "metrics"> {
  const losses = given.map(({ name, loss, weight }) => ({ name, loss: lossOf(loss), weight }));
  const metrics = given.map((one, index) => {
    const { shape: output } = outputs[index]!;
    const target = losses[index]!.loss.targets?.shape(output) ?? output;
    const name = given.length === 1 ? null : one.name;
    return { name, target, output, metrics: namedMetrics(one, { target, output }) };
  });
  return { losses, metrics };
}

export function optimizerOf(given: Optimizer | OptimizerName): Optimizer {
  return typeof given === "string" ? optimizerByName[optimizerName(given)]() : given;
}
