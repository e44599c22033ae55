// Elementwise ops of two tensors, with NumPy's broadcasting.

import { expect } from "../errors.js";
import { apply, defineOp, madeOf } from "../op.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sameShape, sizeOf } from "../shape.js";
import type { Call, OpDefinition, Tensor, Values } from "../tensor.js";
import { toTensor } from "./where.js";

type Inputs = ["a", "b"];
type Facts = Pick<OpDefinition<object, Inputs>, "asAffine" | "asEpilogue" | "isIdentity">;

interface BinaryOptions<Name extends string> extends Facts {
  readonly name: Name;
  readonly f: (a: number, b: number) => number;
}

function defineBinary<const Name extends string>({
  name,
  f,
  ...facts
}: BinaryOptions<Name>): OpDefinition<object, Inputs, Name> {
  return defineOp<object, Inputs, Name>({
    name,
    inputs: ["a", "b"],
    elementwise: true,
    shape: commonShape,
    reference: ([a, b], y, { inputs, output }) => mapPairs([a!, b!], inputs, { y, output, f }),
    gradient: "listed",
    ...facts,
  });
}

/** @throws Expectation if the shapes do not broadcast to one */
export function commonShape([a, b]: readonly Shape[]): Shape {
  const shape = broadcastShapes(a!, b!);
  expect(shape !== null, () => `${formatShape(a!)} and ${formatShape(b!)} do not broadcast to one shape`);
  return shape;
}

interface PairLoop {
  readonly y: Values;
  readonly output: Shape;
  readonly f: (a: number, b: number) => number;
}

/** `y = f(a, b)` for every element, broadcast. */
export function mapPairs([a, b]: readonly [Values, Values], shapes: readonly Shape[], loop: PairLoop): void {
  const { y, f } = loop;
  if (sameShape(shapes[0]!, shapes[1]!)) for (let i = 0; i < y.length; i += 1) y[i] = f(a[i]!, b[i]!);
  else broadcast([a, b], shapes, loop);
}

/** Walks the output row by row; along a row each input moves by a fixed step, 0 if it is repeated. */
function broadcast([a, b]: readonly [Values, Values], shapes: readonly Shape[], { y, output, f }: PairLoop): void {
  const rowLength = output[output.length - 1] ?? 1;
  const [stridesA, stridesB] = shapes.map((shape) => broadcastStrides(shape, output)) as [number[], number[]];
  const stepA = stridesA[output.length - 1] ?? 0;
  const stepB = stridesB[output.length - 1] ?? 0;
  const rows = sizeOf(output.slice(0, -1));
  for (let row = 0; row < rows; row += 1) {
    let rowA = 0;
    let rowB = 0;
    for (let axis = output.length - 2, rest = row; axis >= 0; axis -= 1) {
      const index = rest % output[axis]!;
      rest = (rest - index) / output[axis]!;
      rowA += index * stridesA[axis]!;
      rowB += index * stridesB[axis]!;
    }
    const rowStart = row * rowLength;
    for (let i = 0; i < rowLength; i += 1) y[rowStart + i] = f(a[rowA + i * stepA]!, b[rowB + i * stepB]!);
  }
}

/** The other input of a call, if it is known before the run and holds one number, or one for each channel of `x`. */
function channelConstant({ inputs, output }: Call<object>, index: number): Tensor | null {
  const other = inputs[index]!;
  const channels = output.shape[output.rank - 1];
  const fits = other.isConcrete && other.rank <= 1 && (other.size === 1 || other.size === channels);
  return fits && sameShape(inputs[1 - index]!.shape, output.shape) ? other : null;
}

/** `asAffine` of a commutative op, whichever input is the constant. */
function affineBy(kind: "scale" | "shift"): NonNullable<Facts["asAffine"]> {
  return (call) => {
    for (const index of [1, 0]) {
      const constant = channelConstant(call, index);
      if (constant !== null) return { x: call.inputs[1 - index]!, scale: null, shift: null, [kind]: constant };
    }
    return null;
  };
}

export const addOp = defineBinary({
  name: "add",
  f: (a, b) => a + b,
  asAffine: affineBy("shift"),
  asEpilogue: ({ inputs: [a, b] }) => [
    { x: b!, part: { kind: "sum", other: a! } },
    { x: a!, part: { kind: "sum", other: b! } },
  ],
});

export const subOp = defineBinary({
  name: "sub",
  f: (a, b) => a - b,
});

export const mulOp = defineBinary({
  name: "mul",
  f: (a, b) => a * b,
  asAffine: affineBy("scale"),
});

export const divOp = defineBinary({
  name: "div",
  f: (a, b) => a / b,
});

export const maximumOp = defineBinary({
  name: "maximum",
  f: Math.max,
});

export const minimumOp = defineBinary({
  name: "minimum",
  f: Math.min,
});

export const greaterOp = defineComparison("greater", (a, b) => a > b);
export const greaterEqualOp = defineComparison("greaterEqual", (a, b) => a >= b);
export const equalOp = defineComparison("equal", (a, b) => a === b);

function defineComparison<const Name extends string>(
  name: Name,
  holds: (a: number, b: number) => boolean,
): OpDefinition<object, Inputs, Name> {
  return defineBinary({ name, f: (a, b) => (holds(a, b) ? 1 : 0) });
}

/** A number may stand in for a tensor. */
export type TensorLike = Tensor | number;

function binary(op: OpDefinition, a: TensorLike, b: TensorLike): Tensor {
  return apply(op, [toTensor(a), toTensor(b)], {});
}

/** `a + b`, broadcast. @throws ShapeError if the shapes do not broadcast; so do all ops of this file */
export function add(a: TensorLike, b: TensorLike): Tensor {
  return binary(addOp, a, b);
}

/** `a - b`, broadcast. */
export function sub(a: TensorLike, b: TensorLike): Tensor {
  return binary(subOp, a, b);
}

/** `a * b`, broadcast. */
export function mul(a: TensorLike, b: TensorLike): Tensor {
  return binary(mulOp, a, b);
}

/**
 * `mul` of known numbers by one factor, or one for each entry of the last axis, in a loop of its own: it runs over all weights
 * whenever a network with batch norms starts.
 */
export function scaleChannels(x: Tensor, scale: Tensor): Tensor {
  const floats = (): Float32Array => {
    const [values, factors] = [x.values, scale.values];
    const channels = factors.length;
    const scaled = new Float32Array(values.length);
    for (let row = 0; row < values.length; row += channels)
      for (let c = 0; c < channels; c += 1) scaled[row + c] = values[row + c]! * factors[c]!;
    return scaled;
  };
  return madeOf([x, scale], floats, x.shape);
}

/** `a / b`, broadcast. */
export function div(a: TensorLike, b: TensorLike): Tensor {
  return binary(divOp, a, b);
}

/** The larger of a and b, broadcast; if they are equal, the gradient goes to a; if one is NaN, to b. */
export function maximum(a: TensorLike, b: TensorLike): Tensor {
  return binary(maximumOp, a, b);
}

/** The smaller of a and b, broadcast; if they are equal, the gradient goes to a; if one is NaN, to b. */
export function minimum(a: TensorLike, b: TensorLike): Tensor {
  return binary(minimumOp, a, b);
}

/** 1 if a > b, else 0. Its gradient is 0. */
export function greater(a: TensorLike, b: TensorLike): Tensor {
  return binary(greaterOp, a, b);
}

/** 1 if a >= b, else 0. Its gradient is 0. */
export function greaterEqual(a: TensorLike, b: TensorLike): Tensor {
  return binary(greaterEqualOp, a, b);
}

/** 1 if a and b are equal, else 0. Its gradient is 0. */
export function equal(a: TensorLike, b: TensorLike): Tensor {
  return binary(equalOp, a, b);
}
