// Functions of the elements at one place, with NumPy's broadcasting.

import type { ElementType } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape, sizeOf, stridesOf } from "../../tensor/shape.js";
import type { Tensor } from "../../tensor/tensor.js";
import { checkSize, knownValue, madeValue } from "../knownValues.js";
import { type HostValue, isKnown, shapeOf, type TensorValue, tensorValue, type Value } from "../value.js";
import { type Axes, arranged } from "./axesInMemory.js";

export interface Elementwise {
  /** On numbers that are known while the graph is traced. */
  readonly host: (...numbers: number[]) => number;
  readonly tensor: (...tensors: Tensor[]) => Tensor;
  /** The type of the result. Default: that of the last input. */
  readonly type?: ElementType;
}

/** The function of these values. @throws LinnetError if they do not broadcast to one shape */
export function elementwise(inputs: readonly Value[], { host, tensor, type: given }: Elementwise): Value {
  const type = given ?? inputs[inputs.length - 1]!.type;
  const shape = commonShape(inputs.map(shapeOf));
  // Weights may be larger than what is made of nothing.
  const isRepeated = inputs.every((input) => sizeOf(shapeOf(input)) < sizeOf(shape));
  if (isRepeated) checkSize(shape, inputs.every(isKnown));
  if (inputs.every((input) => input.on === "host")) return onHost(inputs, { shape, type, f: host });
  const main = mainInput(inputs, shape.length);
  // An input of fewer axes than the result does not say their order.
  const axes = main.tensor.rank === shape.length ? main.axes : null;
  const tensors = inputs.map((input) => {
    if (input === main) return arranged(main, axes);
    return main.tensor.rank === shape.length ? beside(input, axes, shape.length) : arranged(input, null);
  });
  return madeValue(tensor(...tensors), type, axes);
}

/** @throws LinnetError if the shapes do not broadcast to one */
export function commonShape(shapes: readonly Shape[]): Shape {
  let common: Shape = [];
  for (const shape of shapes) {
    const next = broadcastShapes(common, shape);
    if (next === null) throw new LinnetError(`${shapes.map(formatShape).join(" and ")} do not broadcast to one shape`);
    common = next;
  }
  return common;
}

function onHost(
  inputs: readonly HostValue[],
  { shape, type, f }: { readonly shape: Shape; readonly type: ElementType; readonly f: Elementwise["host"] },
): Value {
  const columns = inputs.map((input) => broadcastNumbers(input, shape));
  const results = new Float64Array(sizeOf(shape));
  const [first, second] = columns as [Float64Array, Float64Array];
  // Weights are computed here too, and a call with a list made for it takes many times as long.
  if (columns.length === 1) for (let index = 0; index < results.length; index += 1) results[index] = f(first[index]!);
  else if (columns.length === 2)
    for (let index = 0; index < results.length; index += 1) results[index] = f(first[index]!, second[index]!);
  else for (let index = 0; index < results.length; index += 1) results[index] = f(...columns.map((all) => all[index]!));
  return knownValue(type, shape, results);
}

/** The numbers repeated to a shape. @throws LinnetError if they are strings */
export function broadcastNumbers({ values, shape }: HostValue, target: Shape): Float64Array {
  if (!(values instanceof Float64Array)) throw new LinnetError("expected numbers, got strings");
  if (values.length === sizeOf(target)) return values;
  const repeated = new Float64Array(sizeOf(target));
  if (values.length === 1) return repeated.fill(values[0]!);
  const [from, to] = [broadcastStrides(shape, target), stridesOf(target)];
  for (let index = 0; index < repeated.length; index += 1) {
    let source = 0;
    for (let axis = 0; axis < to.length; axis += 1)
      source += (Math.floor(index / to[axis]!) % target[axis]!) * from[axis]!;
    repeated[index] = values[source]!;
  }
  return repeated;
}

/** The input whose order the result keeps: the largest of those with all axes. */
function mainInput(inputs: readonly Value[], rank: number): TensorValue {
  const tensors = inputs.filter((input): input is TensorValue => input.on === "tensor");
  const whole = tensors.filter((input) => input.tensor.rank === rank);
  const [first, ...others] = whole.length > 0 ? whole : tensors;
  return others.reduce((best, one) => {
    if (one.tensor.size !== best.tensor.size) return one.tensor.size > best.tensor.size ? one : best;
    return best.axes === null ? one : best;
  }, first!);
}

/** An input in the main one's order; axes of length 1 in front are left out, so that biases and scales are vectors. */
function beside(input: Value, axes: Axes, rank: number): Tensor {
  const { length } = shapeOf(input);
  const aligned = length === rank || axes === null ? arranged(input, axes) : raised(input, axes, rank);
  const leading = aligned.shape.findIndex((size) => size !== 1);
  return reshape(aligned, leading < 0 ? [] : aligned.shape.slice(leading));
}

/** An input with axes of length 1 in front, in the main one's order. */
function raised(input: Value, axes: readonly number[], rank: number): Tensor {
  const inOrder = arranged(input, null);
  const shape = [...new Array<number>(rank - inOrder.rank).fill(1), ...inOrder.shape];
  return arranged(tensorValue(reshape(inOrder, shape)), axes);
}
