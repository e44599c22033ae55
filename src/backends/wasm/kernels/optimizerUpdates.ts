// The optimizers' steps on vectors of four floats.

import {
  accumulateOp,
  adaMaxDescendOp,
  adamDescendOp,
  decayingMaximumOp,
  decayWeightOp,
  descendOp,
  descendScaledOp,
  movingAverageOp,
  movingSquareOp,
  replaceWhenOp,
  sumOfSquaresOp,
} from "../../../tensor/ops/optimizerUpdates.js";
import { f32x4, type V128, v128 } from "../assembler/expression.js";
import { flat } from "./elementwise.js";
import { constant } from "./lanes.js";

const { add, subtract, multiply, divide, maximum, absolute, squareRoot } = f32x4;

function decayed(parameter: V128, learningRate: V128, decay: number): V128 {
  return subtract(parameter, multiply(parameter, multiply(learningRate, constant(decay))));
}

export const updates = {
  movingAverage: flat(movingAverageOp, ([average, x], { rate }) =>
    add(average, multiply(constant(1 - rate), subtract(x, average))),
  ),
  movingSquare: flat(movingSquareOp, ([average, x], { rate }) =>
    add(average, multiply(constant(1 - rate), subtract(multiply(x, x), average))),
  ),
  accumulate: flat(accumulateOp, ([total, x], { rate }) => add(multiply(total, constant(rate)), x)),
  decayingMaximum: flat(decayingMaximumOp, ([largest, x], { rate }) =>
    maximum(multiply(largest, constant(rate)), absolute(x)),
  ),
  sumOfSquares: flat(sumOfSquaresOp, ([total, x]) => add(total, multiply(x, x))),
  descend: flat(descendOp, ([parameter, direction, rate]) => subtract(parameter, multiply(rate, direction))),
  decayWeight: flat(decayWeightOp, ([parameter, rate], { decay }) => decayed(parameter, rate, decay)),
  descendScaled: flat(descendScaledOp, ([parameter, direction, square, rate], { epsilon }) =>
    subtract(parameter, divide(multiply(rate, direction), squareRoot(add(square, constant(epsilon))))),
  ),
  adamDescend: flat(adamDescendOp, ([parameter, learningRate, rate, epsilon, first, second], { weightDecay }) => {
    const kept = weightDecay === 0 ? parameter : decayed(parameter, learningRate, weightDecay);
    return subtract(kept, divide(multiply(rate, first), add(squareRoot(second), epsilon)));
  }),
  adaMaxDescend: flat(adaMaxDescendOp, ([parameter, first, largest, rate, correction], { epsilon }) =>
    subtract(parameter, divide(multiply(multiply(rate, correction), first), add(largest, constant(epsilon)))),
  ),
  replaceWhen: flat(replaceWhenOp, ([current, next, flag]) =>
    v128.select(next, current, f32x4.greater(flag, v128.zero)),
  ),
};
