// What an optimizer is: how a weight and its running moments follow from a gradient, written with ops.

import type { Shape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import type { GradientArguments } from "./gradientArguments.js";
import type { Schedule } from "./schedules.js";

/** One weight in one training step; all of it symbolic, so that the update is part of the compiled step. */
export interface UpdateInputs {
  /** Under its name. */
  readonly parameter: Tensor;
  readonly gradient: Tensor;
  /** The weight's moments, in the order of `initialSlots`. */
  readonly slots: readonly Tensor[];
  /** Scalar `[]`. */
  readonly learningRate: Tensor;
  /** How many steps came before this one: a scalar `[]`, 0 at the first. */
  readonly step: Tensor;
}

export interface Updated {
  readonly parameter: Tensor;
  readonly slots: readonly Tensor[];
}

export interface Optimizer {
  /** Keras's class name, as `Adam`. */
  readonly name: string;
  readonly learningRate: Schedule;
  /** How gradients are clipped and summed up before `update` is given them. */
  readonly gradientArguments: GradientArguments;
  /** What a weight of this shape, and name, carries from step to step, before the first one. */
  initialSlots(shape: Shape, name: string): readonly Float32Array[];
  update(inputs: UpdateInputs): Updated;
  /** Keras's arguments, for the training record. */
  config(): { readonly [argument: string]: unknown };
}
