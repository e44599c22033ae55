// What weights and outputs add to the loss, and what weights are held to after each update.
// See https://keras.io/api/layers/regularizers and https://keras.io/api/layers/constraints.

import type { Layer } from "../../layers/layer.js";
import type { Parameter } from "../../layers/parameter.js";
import { LinnetError } from "../../tensor/errors.js";
import { add, mul } from "../../tensor/ops/binary.js";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { constrain, penaltyOf } from "./weightRules.js";

/**
 * The loss with the penalties of all trained weights that have a regularizer: those of frozen ones do not count.
 * @throws LinnetError naming the weight if its regularizer does not give a scalar
 */
export function addPenalties(
  method: string,
  loss: Tensor,
  trained: readonly Parameter[],
  read: (parameter: Parameter) => Tensor,
): Tensor {
  return trained.reduce((total, parameter) => {
    if (parameter.regularizer === null) return total;
    const penalty = penaltyOf(parameter.regularizer)(read(parameter));
    return add(total, expectShape(`${method}: expected the regularizer of weight "${parameter.name}"`, penalty, []));
  }, loss);
}

/** A layer's output, which may cost something. */
export interface Activity {
  readonly layer: Layer;
  readonly output: Tensor;
}

/**
 * The loss with what the outputs of layers cost, each divided by the batch's size; those of frozen layers count, as in Keras.
 * @throws LinnetError naming the layer if its regularizer does not give a scalar
 */
export function addActivities(method: string, loss: Tensor, activities: readonly Activity[]): Tensor {
  return activities.reduce((total, { layer, output }) => {
    if (layer.activityRegularizer === null) return total;
    const penalty = penaltyOf(layer.activityRegularizer)(output);
    const what = `${method}: expected the activityRegularizer of layer "${layer.name}"`;
    return add(total, mul(expectShape(what, penalty, []), 1 / output.shape[0]!));
  }, loss);
}

/** The updated weight as its constraint wants it. @throws LinnetError naming the weight if that has another shape */
export function constrained(method: string, parameter: Parameter, updated: Tensor): Tensor {
  if (parameter.constraint === null) return updated;
  const held = constrain(parameter.constraint, updated);
  return expectShape(`${method}: expected the constraint of weight "${parameter.name}"`, held, parameter.shape);
}

function expectShape(expected: string, given: unknown, shape: Shape): Tensor {
  if (given instanceof Tensor && sameShape(given.shape, shape)) return given;
  const found = given instanceof Tensor ? formatShape(given.shape) : typeof given;
  throw new LinnetError(`${expected} to give ${formatShape(shape)}, got ${found}`);
}
