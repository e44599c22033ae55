// The recipe of a training job beside its rates and epochs: the optimizer, and what keeps it from learning too much by heart.

import { Adam, AdamW } from "../../optim/adam.js";
import type { Optimizer } from "../../optim/optimizer.js";
import type { LearningRate } from "../../optim/schedules/schedules.js";
import { SGD } from "../../optim/sgd.js";
import { balancedClassWeights } from "../../train/batches/classWeights.js";
import type { Callback } from "../../train/callbacks/callback.js";
import { earlyStopping } from "../../train/callbacks/earlyStopping.js";
import type { FitOptions } from "../../train/model.js";
import { OptionError } from "../optionError.js";

export const optimizerNames = ["adam", "adamw", "sgd"] as const;

export interface RecipeOptions {
  /** `sgd` has momentum 0.9. Default: `adam`. */
  readonly optimizer?: (typeof optimizerNames)[number];
  /** AdamW's. Default: 0.004. */
  readonly weightDecay?: number;
  /** Shortens the gradients of a step to this length, all together. Default: they stay. */
  readonly clipNorm?: number;
  /** Batches whose mean gradient makes one step. Default: 1. */
  readonly accumulate?: number;
  /** The part of each label that all classes share. Default: 0. */
  readonly labelSmoothing?: number;
  /** `balanced` lets every class count alike, however few photographs it has. Default: every photograph counts alike. */
  readonly classWeights?: "balanced";
  /** Trains on mixes of two photographs, by shares from Beta(mixup, mixup). Default: on photographs. */
  readonly mixup?: number;
  /** The number of epochs without a lower validation loss after which training stops and takes the best weights. Default: never. */
  readonly earlyStopping?: number;
}

/** @throws OptionError naming an option that would have no effect */
export function checkRecipe({ optimizer = "adam", weightDecay }: RecipeOptions): void {
  if (weightDecay !== undefined && optimizer !== "adamw")
    throw new OptionError("weightDecay", `expected the optimizer adamw beside it, got ${optimizer}`);
}

export function makeOptimizer(options: RecipeOptions, learningRate: LearningRate): Optimizer {
  const { optimizer, weightDecay, clipNorm, accumulate = 1 } = options;
  const common = {
    learningRate,
    ...(clipNorm !== undefined && { globalClipnorm: clipNorm }),
    ...(accumulate > 1 && { gradientAccumulationSteps: accumulate }),
  };
  if (optimizer === "sgd") return new SGD({ ...common, momentum: 0.9 });
  if (optimizer === "adamw") return new AdamW({ ...common, ...(weightDecay !== undefined && { weightDecay }) });
  return new Adam(common);
}

/**
 * What `fit` is told of the recipe.
 * @param labels the class of each example that is trained on, as an index below `classes`
 */
export function recipeForFit(options: RecipeOptions, labels: ArrayLike<number>, classes: number): RecipeForFit {
  const { classWeights, mixup, earlyStopping: patience } = options;
  return {
    ...(classWeights === "balanced" && { classWeight: balancedClassWeights(labels, classes) }),
    ...(mixup !== undefined && { mixup }),
    callbacks: patience === undefined ? [] : [earlyStopping({ patience, restoreBestWeights: true })],
  };
}

interface RecipeForFit extends Pick<FitOptions, "classWeight" | "mixup"> {
  readonly callbacks: readonly Callback[];
}
