// The recipe of a training job beside its rates and epochs: the optimiser, and what keeps it from learning too much by heart.

import { type Command, Option } from "commander";
import { Adam, AdamW } from "../../optim/adam.js";
import type { Optimizer } from "../../optim/optimizer.js";
import type { LearningRate } from "../../optim/schedules.js";
import { SGD } from "../../optim/sgd.js";
import { LinnetError } from "../../tensor/errors.js";
import { balancedClassWeights } from "../../train/batches/classWeights.js";
import type { Callback } from "../../train/callbacks/callback.js";
import { earlyStopping } from "../../train/callbacks/earlyStopping.js";
import type { FitOptions } from "../../train/model.js";
import { realNumber, wholeNumber } from "../options.js";

export const optimizerNames = ["adam", "adamw", "sgd"] as const;

export interface RecipeOptions {
  readonly optimizer: (typeof optimizerNames)[number];
  readonly weightDecay?: number;
  readonly clipNorm?: number;
  readonly accumulate: number;
  readonly labelSmoothing: number;
  readonly classWeights?: "balanced";
  readonly mixup?: number;
  readonly earlyStopping?: number;
}

export function addRecipeOptions(command: Command): void {
  const above0 = realNumber({ least: 1e-6 });
  command
    .optionsGroup("Recipe:")
    .addOption(
      new Option("--optimizer <name>", "sgd has momentum 0.9")
        .choices([...optimizerNames])
        .default("adam" satisfies RecipeOptions["optimizer"]),
    )
    .option("--weight-decay <number>", "AdamW's; without it, 0.004", realNumber({ least: 0 }))
    .option("--clip-norm <number>", "shorten the gradients of a step to this length, all together", above0)
    .option("--accumulate <number>", "batches whose mean gradient makes one step", wholeNumber({ least: 1 }), 1)
    .option(
      "--label-smoothing <number>",
      "the part of each label that all classes share",
      realNumber({ least: 0, most: 1 }),
      0,
    )
    .addOption(
      new Option("--class-weights <name>", "let every class count alike, however few photographs it has").choices([
        "balanced",
      ]),
    )
    .option("--mixup <alpha>", "train on mixes of two photographs, by shares from Beta(alpha, alpha)", above0)
    .option(
      "--early-stopping <patience>",
      "stop after so many epochs without a lower validation loss, and take the best weights",
      wholeNumber({ least: 1 }),
    );
}

/** @throws LinnetError naming an option that would have no effect */
export function checkRecipe({ optimizer, weightDecay }: RecipeOptions): void {
  if (weightDecay !== undefined && optimizer !== "adamw")
    throw new LinnetError(`--weight-decay: expected --optimizer adamw beside it, got ${optimizer}`);
}

export function makeOptimizer(options: RecipeOptions, learningRate: LearningRate): Optimizer {
  const { optimizer, weightDecay, clipNorm, accumulate } = options;
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
