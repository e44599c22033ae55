// What every optimizer of Keras's has: a learning rate, weight decay, clipping, accumulation and averages of its weights.

import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { decayWeight } from "../tensor/ops/optimizerUpdates.js";
import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkNotNegative } from "./arguments.js";
import { checkGradientArguments, type GradientArguments } from "./gradientArguments.js";
import type { Optimizer, Updated, UpdateInputs } from "./optimizer.js";
import { type LearningRate, type Schedule, toSchedule } from "./schedules/schedules.js";
import { type AverageArguments, type WeightAverage, weightAverageOf } from "./weightAverage.js";

/** See https://keras.io/api/optimizers. */
export interface OptimizerOptions extends GradientArguments, AverageArguments {
  /** Default: 0.001. */
  readonly learningRate?: LearningRate;
  /** The part of each weight that a step takes away before the update, times the learning rate. Default: none. */
  readonly weightDecay?: number;
}

/** The kinds of the options that all have. */
export const commonKinds: OptionKinds<OptimizerOptions> = {
  learningRate: ["number", "object"],
  weightDecay: "number",
  clipnorm: "number",
  clipvalue: "number",
  globalClipnorm: "number",
  gradientAccumulationSteps: "number",
  useEma: "boolean",
  emaMomentum: "number",
  emaOverwriteFrequency: "number",
};

interface Rules<Options extends OptimizerOptions> {
  readonly name: string;
  readonly kinds: OptionKinds<Options>;
  /** Default: 0.001. */
  readonly learningRate?: number;
  /** Default: none. */
  readonly weightDecay?: number;
}

export abstract class KerasOptimizer<Options extends OptimizerOptions> implements Optimizer {
  readonly name: string;
  readonly learningRate: Schedule;
  /** Null for none. */
  readonly weightDecay: number | null;
  readonly gradientArguments: GradientArguments;
  readonly weightAverage: WeightAverage | null;

  constructor(options: Options, { name, kinds, ...defaults }: Rules<Options>) {
    checkOptions(name, options, kinds);
    const { learningRate = defaults.learningRate ?? 1e-3, weightDecay = defaults.weightDecay ?? null } = options;
    if (weightDecay !== null) checkNotNegative(name, { weightDecay });
    this.name = name;
    this.learningRate = toSchedule(learningRate);
    this.weightDecay = weightDecay;
    this.gradientArguments = checkGradientArguments(name, options);
    this.weightAverage = weightAverageOf(name, options);
  }

  abstract initialSlots(shape: Shape, name?: string): readonly Float32Array[];

  abstract update(inputs: UpdateInputs): Updated;

  /** The optimizer's own arguments. */
  protected abstract ownConfig(): { readonly [argument: string]: unknown };

  /** The weight that the update starts from. */
  protected decayed({ parameter, learningRate }: Pick<UpdateInputs, "parameter" | "learningRate">): Tensor {
    return this.weightDecay === null ? parameter : decayWeight(parameter, learningRate, this.weightDecay);
  }

  config(): { readonly [argument: string]: unknown } {
    const { name, learningRate, weightDecay, gradientArguments, weightAverage } = this;
    return {
      name,
      learningRate: learningRate.config(),
      ...this.ownConfig(),
      ...(weightDecay !== null && { weightDecay }),
      ...gradientArguments,
      // Runs of earlier versions, whose schedules counted updates, have no such entry and cannot go on.
      ...((gradientArguments.gradientAccumulationSteps ?? 1) > 1 && { schedulesCount: "batches" }),
      ...(weightAverage !== null && { useEma: true, ...weightAverage }),
    };
  }
}
