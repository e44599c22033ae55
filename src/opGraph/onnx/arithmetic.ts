// Arithmetic, comparisons and logic, element by element.

import type { ElementType } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { add, div, equal, greater, greaterEqual, maximum, minimum, mul, sub } from "../../tensor/ops/binary.js";
import {
  acos,
  acosh,
  asin,
  asinh,
  atan,
  atanh,
  ceil,
  cos,
  cosh,
  floor,
  mod as modulo,
  remainder,
  round,
  sin,
  sinh,
  tan,
} from "../../tensor/ops/elementFunctions.js";
import { errorFunction } from "../../tensor/ops/errorFunction.js";
import { abs as absolute, erf, exp, log, neg, oneMinus, sign, sqrt } from "../../tensor/ops/unary.js";
import { where } from "../../tensor/ops/where.js";
import { roundToEven } from "../../tensor/roundToEven.js";
import { broadcastShapes, sizeOf } from "../../tensor/shape.js";
import { flagOf, numberOf } from "../attributes.js";
import { isInteger } from "../elementType.js";
import { broadcastNumbers, type Elementwise, elementwise } from "../functions/elementwise.js";
import { roundable } from "../functions/rounding.js";
import { reshapeTo } from "../functions/shapes.js";
import { knownValue, toHost } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { hostValue, shapeOf, type Value } from "../value.js";
import { expectAll, expectInput, type Inputs } from "./inputs.js";
import { sumOfInt8 } from "./int8.js";
import { power, truncate } from "./rounding.js";

type GraphOps = { readonly [op: string]: OpFunction };

function unary(host: (x: number) => number, tensor: Elementwise["tensor"]): OpFunction {
  return (inputs) => [elementwise([expectInput(inputs, 0)], { host, tensor })];
}

function binary(host: Elementwise["host"], tensor: Elementwise["tensor"], type?: ElementType): OpFunction {
  return (inputs, node, { opset }) => {
    const [a, b] = opset < 7 ? alignedBy(inputs, numberOf(node, "axis", -1)) : expectTwo(inputs);
    return [elementwise([a, b], { host, tensor, ...(type !== undefined && { type }) })];
  };
}

function expectTwo(inputs: Inputs): [Value, Value] {
  return [expectInput(inputs, 0), expectInput(inputs, 1)];
}

/** Before opset 7, b stands at an axis of a, and not at its end. */
function alignedBy(inputs: Inputs, axis: number): [Value, Value] {
  const [a, b] = expectTwo(inputs);
  const behind = axis < 0 ? 0 : shapeOf(a).length - axis - shapeOf(b).length;
  return [a, behind > 0 ? reshapeTo(b, [...shapeOf(b), ...new Array<number>(behind).fill(1)]) : b];
}

/** Whole numbers lose what is behind the point. */
const divide: OpFunction = (inputs, node, context) => {
  const whole = isInteger(expectInput(inputs, 0).type);
  const host = (a: number, b: number): number => (whole ? Math.trunc(a / b) : a / b);
  return binary(host, (a, b) => (whole ? truncate(div(a!, b!)) : div(a!, b!)))(inputs, node, context);
};

/** The sign is that of the divisor or, with `fmod`, of the dividend. */
const mod: OpFunction = (inputs, node, context) => {
  const likeDividend = flagOf(node, "fmod", false);
  const host = (a: number, b: number): number => (likeDividend ? a % b : a - b * Math.floor(a / b));
  return binary(host, (a, b) => (likeDividend ? remainder(a!, b!) : modulo(a!, b!)))(inputs, node, context);
};

/** The result is of the base's type. */
const pow: OpFunction = (inputs, node, context) => {
  const { type } = expectInput(inputs, 0);
  return binary(
    (a, b) => a ** b,
    (a, b) => power(a!, b!),
    type,
  )(inputs, node, context);
};

function variadic(host: Elementwise["host"], tensor: Elementwise["tensor"]): OpFunction {
  return (inputs) => [expectAll(inputs).reduce((all, one) => elementwise([all, one], { host, tensor }))];
}

const total = variadic(
  (a, b) => a + b,
  (a, b) => add(a!, b!),
);

const meanOf: OpFunction = (inputs, node, context) => {
  const count = inputs.length;
  return total(inputs, node, context).map((sum) =>
    elementwise([sum], { host: (x) => x / count, tensor: (x) => div(x!, count) }),
  );
};

function comparison(host: (a: number, b: number) => boolean, tensor: Elementwise["tensor"]): OpFunction {
  return binary((a, b) => Number(host(a!, b!)), tensor, "bool");
}

const numbersEqual = comparison(
  (a, b) => a === b,
  (a, b) => equal(a!, b!),
);

const equalTo: OpFunction = (inputs, node, context) => {
  const [a, b] = expectTwo(inputs);
  const isText = a.on === "host" && b.on === "host" && a.type === "string" && b.type === "string";
  if (!isText) return numbersEqual(inputs, node, context);
  const shape = broadcastShapes(a.shape, b.shape);
  if (shape === null) throw new LinnetError("the strings do not broadcast to one shape");
  const places = [a, b].map((one) => {
    const numbers = Float64Array.from(one.values as readonly string[], (_, place) => place);
    return broadcastNumbers(hostValue("int64", one.shape, numbers), shape);
  });
  const same = Array.from({ length: sizeOf(shape) }, (_, i) =>
    Number(a.values[places[0]![i]!] === b.values[places[1]![i]!]),
  );
  return [knownValue("bool", shape, same)];
};

const whereOp: OpFunction = (inputs) => [
  elementwise([...expectTwo(inputs), expectInput(inputs, 2)], {
    host: (condition, a, b) => (condition !== 0 ? a! : b!),
    tensor: (condition, a, b) => where(condition!, a!, b!),
  }),
];

const isInfinite: OpFunction = (inputs, node) => {
  const [low, high] = [flagOf(node, "detect_negative", true), flagOf(node, "detect_positive", true)];
  const { POSITIVE_INFINITY: infinity } = Number;
  const tensor: Elementwise["tensor"] = (x) =>
    add(low ? equal(x!, -infinity) : mul(x!, 0), high ? equal(x!, infinity) : mul(x!, 0));
  const host = (x: number): number => Number((low && x === -infinity) || (high && x === infinity));
  return [elementwise([expectInput(inputs, 0)], { host, tensor, type: "bool" })];
};

/** What linnet's networks have no op for: only of whole numbers that are known before they run. */
function ofKnownIntegers(host: (a: number, b: number) => number): OpFunction {
  return (inputs) => {
    const known = expectTwo(inputs).map((input) => toHost(input, "its inputs"));
    const { type } = known[0]!;
    if (!known.every((input) => isInteger(input.type)))
      throw new LinnetError(`expected whole numbers, got ${known.map((input) => input.type).join(" and ")}`);
    const onHost = known.map(({ shape, values }) => hostValue("float64", shape, values));
    const result = toHost(elementwise(onHost, { host: (a, b) => host(a!, b!), tensor: (x) => x! }), "it");
    return [knownValue(type, result.shape, result.values)];
  };
}

const shift: OpFunction = (inputs, node, context) => {
  const isLeft = node.attributes.direction === "LEFT";
  return ofKnownIntegers((a, b) => (isLeft ? a * 2 ** b : Math.floor(a / 2 ** b)))(inputs, node, context);
};

const bits = (f: (a: bigint, b: bigint) => bigint): OpFunction =>
  ofKnownIntegers((a, b) => Number(f(BigInt(a), BigInt(b))));

export const arithmetic: GraphOps = {
  Add: roundable(
    binary(
      (a, b) => a + b,
      (a, b) => add(a!, b!),
    ),
    sumOfInt8,
  ),
  Sub: binary(
    (a, b) => a - b,
    (a, b) => sub(a!, b!),
  ),
  Mul: binary(
    (a, b) => a * b,
    (a, b) => mul(a!, b!),
  ),
  Div: divide,
  Mod: mod,
  Pow: pow,
  Max: variadic(Math.max, (a, b) => maximum(a!, b!)),
  Min: variadic(Math.min, (a, b) => minimum(a!, b!)),
  Sum: total,
  Mean: meanOf,
  Abs: unary(Math.abs, (x) => absolute(x!)),
  Neg: unary(
    (x) => -x,
    (x) => neg(x!),
  ),
  Sign: unary(Math.sign, (x) => sign(x!)),
  Exp: unary(Math.exp, (x) => exp(x!)),
  Log: unary(Math.log, (x) => log(x!)),
  Sqrt: unary(Math.sqrt, (x) => sqrt(x!)),
  Erf: unary(errorFunction, (x) => erf(x!)),
  Reciprocal: unary(
    (x) => 1 / x,
    (x) => div(1, x!),
  ),
  Floor: unary(Math.floor, (x) => floor(x!)),
  Ceil: unary(Math.ceil, (x) => ceil(x!)),
  Round: unary(roundToEven, (x) => round(x!)),
  Equal: equalTo,
  Less: comparison(
    (a, b) => a < b,
    (a, b) => greater(b!, a!),
  ),
  LessOrEqual: comparison(
    (a, b) => a <= b,
    (a, b) => greaterEqual(b!, a!),
  ),
  Greater: comparison(
    (a, b) => a > b,
    (a, b) => greater(a!, b!),
  ),
  GreaterOrEqual: comparison(
    (a, b) => a >= b,
    (a, b) => greaterEqual(a!, b!),
  ),
  And: comparison(
    (a, b) => a !== 0 && b !== 0,
    (a, b) => mul(a!, b!),
  ),
  Or: comparison(
    (a, b) => a !== 0 || b !== 0,
    (a, b) => maximum(a!, b!),
  ),
  Xor: comparison(
    (a, b) => a !== b,
    (a, b) => absolute(sub(a!, b!)),
  ),
  Not: unary(
    (x) => 1 - x,
    (x) => oneMinus(x!),
  ),
  IsNaN: (inputs) => [
    elementwise([expectInput(inputs, 0)], {
      host: (x) => Number(Number.isNaN(x)),
      tensor: (x) => oneMinus(equal(x!, x!)),
      type: "bool",
    }),
  ],
  IsInf: isInfinite,
  Where: whereOp,
  Sin: unary(Math.sin, (x) => sin(x!)),
  Cos: unary(Math.cos, (x) => cos(x!)),
  Tan: unary(Math.tan, (x) => tan(x!)),
  Asin: unary(Math.asin, (x) => asin(x!)),
  Acos: unary(Math.acos, (x) => acos(x!)),
  Atan: unary(Math.atan, (x) => atan(x!)),
  Sinh: unary(Math.sinh, (x) => sinh(x!)),
  Cosh: unary(Math.cosh, (x) => cosh(x!)),
  Asinh: unary(Math.asinh, (x) => asinh(x!)),
  Acosh: unary(Math.acosh, (x) => acosh(x!)),
  Atanh: unary(Math.atanh, (x) => atanh(x!)),
  BitShift: shift,
  BitwiseAnd: bits((a, b) => a & b),
  BitwiseOr: bits((a, b) => a | b),
  BitwiseXor: bits((a, b) => a ^ b),
};
