// Magnitude pruning (arXiv 1506.02626) by a schedule that prunes during training (arXiv 1710.01878).

import { Layer } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import type { Network } from "../model/network.js";
import { MagnitudePruning } from "../optim/magnitudePruning.js";
import type { Optimizer } from "../optim/optimizer.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { PruningSchedule } from "../tensor/ops/magnitudeMask.js";

export interface PruningOptions {
  /** The fraction of each layer's weights that is 0 at the end, from 0 to 1. */
  readonly finalSparsity: number;
  /** The training step that reaches it; training has to continue beyond it, to recover. */
  readonly endStep: number;
  /** The fraction at the beginning. Default: 0. */
  readonly initialSparsity?: number;
  /** The training step at which pruning begins. Default: 0. */
  readonly beginStep?: number;
  /** Steps from one pruning to the next. Default: 100. */
  readonly frequency?: number;
  /** A larger power prunes more early, while there is much to spare. Default: 3. */
  readonly power?: number;
  /** The layers to prune, as from `prunableLayers`; depthwise layers have no kernel to prune. */
  readonly layers: readonly Layer[];
}

const kinds: OptionKinds<PruningOptions> = {
  finalSparsity: "number",
  endStep: "number",
  initialSparsity: "number",
  beginStep: "number",
  frequency: "number",
  power: "number",
  layers: "list",
};

/**
 * An optimizer for `compile` that prunes during training: kernels only, never biases. Pruned weights are exactly 0 after
 * each step and stay so; the masks are in the optimizer's memory, so nothing has to be stripped from the model. The
 * arguments are those of TensorFlow's `prune_low_magnitude` with `PolynomialDecay`.
 * @throws LinnetError naming the argument that is out of range, or the layer that is frozen or has no kernel to prune
 */
export function pruneLowMagnitude(optimizer: Optimizer, options: PruningOptions): Optimizer {
  if (typeof optimizer?.update !== "function")
    throw new LinnetError(`pruneLowMagnitude: expected an optimizer, as new Adam(), got ${describe(optimizer)}`);
  checkOptions("pruneLowMagnitude", options, kinds);
  const { initialSparsity = 0, finalSparsity, beginStep = 0, endStep, frequency = 100, power = 3, layers } = options;
  const schedule = { initialSparsity, finalSparsity, beginStep, endStep, frequency, power };
  checkSchedule(schedule);
  const wrong = layers?.find((layer) => !(layer instanceof Layer));
  if (layers === undefined || wrong !== undefined || layers.includes(undefined as never))
    throw new LinnetError(`pruneLowMagnitude: expected layers to be a list of layers, got ${describe(wrong)}`);
  if (layers.length === 0) throw new LinnetError("pruneLowMagnitude: expected layers to prune, got none");
  const weights = layers.flatMap((layer) => expectPrunable(layer).map(({ name }) => name));
  return new MagnitudePruning(optimizer, schedule, new Set(weights));
}

function checkSchedule({
  initialSparsity,
  finalSparsity,
  beginStep,
  endStep,
  frequency,
  power,
}: PruningSchedule): void {
  const check = (name: string, value: number, isRight: boolean, expected: string): void => {
    if (!isRight) throw new LinnetError(`pruneLowMagnitude: expected ${name} to be ${expected}, got ${value}`);
  };
  check("finalSparsity", finalSparsity, finalSparsity >= 0 && finalSparsity < 1, "from 0 to below 1");
  const isBelow = initialSparsity >= 0 && initialSparsity <= finalSparsity;
  check("initialSparsity", initialSparsity, isBelow, `from 0 to finalSparsity, ${finalSparsity}`);
  check("beginStep", beginStep, Number.isInteger(beginStep) && beginStep >= 0, "a whole number of 0 or more");
  check(
    "endStep",
    endStep,
    Number.isInteger(endStep) && endStep >= beginStep,
    `a step from beginStep, ${beginStep}, on`,
  );
  check("frequency", frequency, Number.isInteger(frequency) && frequency >= 1, "a whole number of 1 or more");
  check("power", power, power > 0, "above 0");
}

function expectPrunable(layer: Layer): Parameter[] {
  const weights = prunableWeights(layer);
  if (weights.length === 0) throw new LinnetError(`pruneLowMagnitude: layer "${layer.name}" has no kernel to prune`);
  if (!layer.trainable)
    throw new LinnetError(`pruneLowMagnitude: layer "${layer.name}" is frozen, and only trained layers can be pruned`);
  return weights;
}

/** Kernels of Dense, Conv2D and the pointwise part of SeparableConv2D; depthwise ones need their few weights. */
function prunableWeights(layer: Layer): Parameter[] {
  return layer.parameters.filter(({ weightName }) => weightName === "kernel" || weightName === "pointwise_kernel");
}

/**
 * The layers worth pruning: all with a prunable kernel except the first convolution, which has few weights and which
 * everything passes; arXiv 1710.01878 leaves it and the depthwise ones of MobileNet alone.
 */
export function prunableLayers(network: Network): Layer[] {
  const [first, ...others] = network.layers.filter((layer) => prunableWeights(layer).length > 0);
  if (first === undefined) return [];
  const isConvolution = prunableWeights(first).some(({ shape }) => shape.length === 4);
  return isConvolution ? others : [first, ...others];
}

/** The number of weights in the kernels of these layers, and of those that are 0. */
export function countZeros(layers: readonly Layer[]): { readonly weights: number; readonly zeros: number } {
  let [weights, zeros] = [0, 0];
  for (const { values } of layers.flatMap(prunableWeights)) {
    weights += values.length;
    for (let index = 0; index < values.length; index += 1) if (values[index] === 0) zeros += 1;
  }
  return { weights, zeros };
}
