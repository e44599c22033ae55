// Defining an op and its gradient, and calling one.

import { checkArgument } from "./checkArgument.js";
import { checkTensor } from "./checkTensor.js";
import { Expectation, ShapeError } from "./errors.js";
import { type Shape, sizeOf } from "./shape.js";
import { type GradientRules, type OpDefinition, type Producer, Tensor } from "./tensor.js";

/** Returns a definition after its types, including its gradient's inputs, are checked. */
export function defineOp<A extends object, const Inputs extends readonly string[], const Name extends string = string>(
  definition: OpDefinition<A, Inputs, Name>,
): OpDefinition<A, Inputs, Name> {
  return definition;
}

/** An op with the rules of its gradient, which stand apart from it: only what trains loads them. */
type ListedGradient = readonly [op: OpDefinition, rules: GradientRules<object, readonly string[]>];

/** The pair, after the rules are checked against the op's inputs and attributes. */
export function gradientOf<A extends object, const Inputs extends readonly string[]>(
  op: OpDefinition<A, Inputs>,
  rules: GradientRules<A, Inputs>,
): ListedGradient {
  return [op, rules];
}

/** Whether a tensor is made by a call of this op, whose attributes are then known. */
export function isCallOf<A extends object>(producer: Producer | null, op: OpDefinition<A>): producer is Producer<A> {
  const called: object | undefined = producer?.op;
  return called === op;
}

/** Whether every number of a tensor is one that it was made of. */
export function movesNumbers({ producer, shape: output }: Tensor): boolean {
  if (producer === null) return false;
  const { op, inputs, attributes } = producer;
  return op.view === true || op.moves?.({ inputs: inputs.map(({ shape }) => shape), output, attributes }) === true;
}

/**
 * Calls an op: by its plain loop if every input is concrete, else the output is symbolic.
 * @throws ShapeError naming the op and every input's shape
 */
export function apply<A extends object>(op: OpDefinition<A>, inputs: readonly Tensor[], attributes: A): Tensor {
  checkArgument("apply", "op", op?.shape, "function");
  checkArgument("apply", "inputs", inputs, "list");
  inputs.forEach((input, index) => checkTensor(op.name, inputName(op, index), input));
  const shapes = inputs.map((input) => input.shape);
  const shape = outputShape(op, shapes, attributes);
  if (!inputs.every((input) => input.isConcrete)) return Tensor.produced(shape, { op, inputs, attributes });
  const floats = (): Float32Array => {
    const output = new Float32Array(sizeOf(shape));
    const values = inputs.map((input) => input.values);
    op.reference(values, output, { inputs: shapes, output: shape, attributes });
    return output;
  };
  return madeOf(inputs, floats, shape);
}

/** The concrete tensor that is made of these: now, or when its values are asked for, if it may be too early to ask for theirs. */
export function madeOf(inputs: readonly Tensor[], floats: () => Float32Array, shape: Shape): Tensor {
  const isLate = inputs.some(({ stored }) => stored?.isLate);
  return isLate ? Tensor.stored({ floats, isLate }, shape) : Tensor.from(floats(), shape);
}

/** The shape rule, with its error completed. @throws ShapeError */
export function outputShape<A extends object>(op: OpDefinition<A>, shapes: readonly Shape[], attributes: A): Shape {
  try {
    return op.shape(shapes, attributes);
  } catch (error) {
    if (!(error instanceof Expectation)) throw error;
    const named = shapes.map((shape, index) => [inputName(op, index), shape] as const);
    throw new ShapeError(op.name, error.message, named);
  }
}

/** The name of an input by its position: the last name serves all further inputs of a variadic op. */
export function inputName<Name extends string>(
  op: { readonly inputs: readonly Name[]; readonly variadic?: boolean },
  index: number,
): Name {
  return op.inputs[Math.min(index, op.inputs.length - 1)]!;
}
