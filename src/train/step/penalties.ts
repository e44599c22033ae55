// What weights add to the loss, and what they are held to after each update.
// See https://keras.io/api/layers/regularizers and https://keras.io/api/layers/constraints.

import type { Parameter } from "../../layers/parameter.js";
import { LinnetError } from "../../tensor/errors.js";
import { add } from "../../tensor/ops/binary.js";
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
    return add(total, expectShape(`${method}: expected the regularizer`, parameter, penalty, []));
  }, loss);
}

/** The updated weight as its constraint wants it. @throws LinnetError naming the weight if that has another shape */
export function constrained(method: string, parameter: Parameter, updated: Tensor): Tensor {
  if (parameter.constraint === null) return updated;
  const held = constrain(parameter.constraint, updated);
  return expectShape(`${method}: expected the constraint`, parameter, held, parameter.shape);
}

function expectShape(expected: string, { name }: Parameter, given: unknown, shape: Shape): Tensor {
  if (given instanceof Tensor && sameShape(given.shape, shape)) return given;
  const found = given instanceof Tensor ? formatShape(given.shape) : typeof given;
  throw new LinnetError(`${expected} of weight "${name}" to give ${formatShape(shape)}, got ${found}`);
}
