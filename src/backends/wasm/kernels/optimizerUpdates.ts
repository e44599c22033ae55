// The optimizers' steps on vectors of four floats.

import {
  accumulateOp,
  adaMaxDescendOp,
  adamDescendOp,
  decayingMaximumOp,
  descendOp,
  descendScaledOp,
  movingAverageOp,
  movingSquareOp,
  replaceWhenOp,
  sumOfSquaresOp,
} from "../../../tensor/ops/optimizerUpdates.js";
import { f32x4, v128 } from "../assembler/expression.js";
import { flat } from "./elementwise.js";
import { constant } from "./lanes.js";

const { add, subtract, multiply, divide, maximum, absolute, squareRoot } = f32x4;

export const updates = {
  movingAverage: flat(movingAverageOp, ([average, x], { rate }) =>
    add(multiply(average, constant(rate)), multiply(x, constant(1 - rate))),
  ),
  movingSquare: flat(movingSquareOp, ([average, x], { rate }) =>
    add(multiply(average, constant(rate)), multiply(multiply(x, constant(1 - rate)), x)),
  ),
  accumulate: flat(accumulateOp, ([total, x], { rate }) => add(multiply(total, constant(rate)), x)),
  decayingMaximum: flat(decayingMaximumOp, ([largest, x], { rate }) =>
    maximum(multiply(largest, constant(rate)), absolute(x)),
  ),
  sumOfSquares: flat(sumOfSquaresOp, ([total, x]) => add(total, multiply(x, x))),
  descend: flat(descendOp, ([parameter, direction, rate]) => subtract(parameter, multiply(rate, direction))),
  descendScaled: flat(descendScaledOp, ([parameter, direction, square, rate], { epsilon }) =>
    subtract(parameter, divide(multiply(rate, direction), add(squareRoot(square), constant(epsilon)))),
  ),
  adamDescend: flat(
    adamDescendOp,
    ([parameter, rate, firstCorrection, secondCorrection, first, second], { epsilon, weightDecay }) => {
      const deviation = add(squareRoot(multiply(second, secondCorrection)), constant(epsilon));
      const direction = divide(multiply(first, firstCorrection), deviation);
      const kept =
        weightDecay === 0
          ? parameter
          : multiply(parameter, subtract(constant(1), multiply(rate, constant(weightDecay))));
      return subtract(kept, multiply(rate, direction));
    },
  ),
  adaMaxDescend: flat(adaMaxDescendOp, ([parameter, first, largest, rate, correction], { epsilon }) =>
    subtract(parameter, divide(multiply(multiply(rate, correction), first), add(largest, constant(epsilon)))),
  ),
  replaceWhen: flat(replaceWhenOp, ([current, next, flag]) =>
    v128.select(next, current, f32x4.greater(flag, v128.zero)),
  ),
};
