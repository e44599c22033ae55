// Functions that networks call by one name and linnet composes of several ops, found again by their last op.

import { isCallOf } from "../../tensor/op.js";
import { addOp, greaterOp, minimumOp, mulOp, subOp } from "../../tensor/ops/binary.js";
import { relu6Op } from "../../tensor/ops/relu.js";
import { erfOp, expOp } from "../../tensor/ops/unary.js";
import type { OpDefinition, Tensor } from "../../tensor/tensor.js";

/** The other input of a commutative op on a tensor and one that fits; null if it is another op, or none fits. */
function besides(tensor: Tensor, op: OpDefinition, fits: (input: Tensor) => boolean): Tensor | null {
  if (!isCallOf(tensor.producer, op)) return null;
  const [a, b] = tensor.producer.inputs as readonly [Tensor, Tensor];
  if (fits(b)) return a;
  return fits(a) ? b : null;
}

function isNumber(value: number): (tensor: Tensor) => boolean {
  return (tensor) =>
    tensor.isConcrete && tensor.size === 1 && tensor.rank === 0 && tensor.values[0] === Math.fround(value);
}

/** x of `relu6(x + 3)`. */
function shiftedRelu6(tensor: Tensor): Tensor | null {
  if (!isCallOf(tensor.producer, relu6Op)) return null;
  return besides(tensor.producer.inputs[0]!, addOp, isNumber(3));
}

/** x of `x * relu6(x + 3) / 6`. */
export function hardSwishInput(tensor: Tensor): Tensor | null {
  const product = besides(tensor, mulOp, isNumber(1 / 6));
  if (product === null || !isCallOf(product.producer, mulOp)) return null;
  const [a, b] = product.producer.inputs as readonly [Tensor, Tensor];
  if (shiftedRelu6(b) === a) return a;
  return shiftedRelu6(a) === b ? b : null;
}

/** x of `relu6(x + 3) / 6`. */
export function hardSigmoidInput(tensor: Tensor): Tensor | null {
  const straight = besides(tensor, mulOp, isNumber(1 / 6));
  return straight === null ? null : shiftedRelu6(straight);
}

/** x of `x / 2 * (erf(x / sqrt(2)) + 1)`. */
export function geluInput(tensor: Tensor): Tensor | null {
  const isPart = (part: Tensor): boolean => erfPart(part) !== null;
  const half = besides(tensor, mulOp, isPart);
  const x = half === null ? null : besides(half, mulOp, isNumber(0.5));
  const other = (tensor.producer?.inputs ?? []).find(isPart);
  return x !== null && other !== undefined && erfPart(other) === x ? x : null;
}

/** x of `erf(x / sqrt(2)) + 1`. */
function erfPart(tensor: Tensor): Tensor | null {
  const error = besides(tensor, addOp, isNumber(1));
  if (error === null || !isCallOf(error.producer, erfOp)) return null;
  return besides(error.producer.inputs[0]!, mulOp, isNumber(Math.SQRT1_2));
}

/** x and alpha of `where(x > 0, x, alpha * (exp(min(x, 0)) - 1))`, from the inputs of the choice. */
export function eluParts([condition, x, negative]: readonly Tensor[]): {
  readonly x: Tensor;
  readonly alpha: number;
} | null {
  const compared = isCallOf(condition!.producer, greaterOp) ? condition!.producer.inputs : [];
  if (compared[0] !== x || !isNumber(0)(compared[1]!)) return null;
  const power = besides(negative!, mulOp, (factor) => factor.isConcrete && factor.size === 1);
  const difference = power?.producer ?? null;
  if (!isCallOf(difference, subOp) || !isNumber(1)(difference.inputs[1]!)) return null;
  const [exponential] = difference.inputs;
  if (!isCallOf(exponential!.producer, expOp)) return null;
  if (besides(exponential!.producer.inputs[0]!, minimumOp, isNumber(0)) !== x) return null;
  const alpha = negative!.producer!.inputs.find((input) => input.isConcrete)!.values[0]!;
  return { x: x!, alpha };
}
