// An optimizer: how a weight and its running moments follow from a gradient, written with ops.

import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { GradientArguments } from "./gradientArguments.js";
import type { Schedule } from "./schedules/schedules.js";
import type { WeightAverage } from "./weightAverage.js";

/** One weight in one training step, all symbolic, so that the update is part of the compiled step. */
export interface UpdateInputs {
  /** Carries the weight's name. */
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** The weight's moments, in the order of `initialSlots`. */
  readonly slots: readonly Tensor[];
  /** Scalar `[]`. */
  readonly learningRate: Tensor;
  /** The number of steps before this one: a scalar `[]`. */
  readonly step: Tensor;
}

export interface Updated {
  readonly parameter: Tensor;
  readonly slots: readonly Tensor[];
}

export interface Optimizer {
  /** Keras's class name, such as `Adam`. */
  readonly name: string;
  readonly learningRate: Schedule;
  /** How gradients are clipped and accumulated before `update` gets them. */
  readonly gradientArguments: GradientArguments;
  /** How moving averages of the weights are kept beside them; absent or null for none. */
  readonly weightAverage?: WeightAverage | null;
  /** The slots of a weight before the first step: each of the weight's shape, or of one axis if it has another length. */
  initialSlots(shape: Shape, name: string): readonly Float32Array[];
  update(inputs: UpdateInputs): Updated;
  /** Keras's arguments, for the training record. */
  config(): { readonly [argument: string]: unknown };
}
