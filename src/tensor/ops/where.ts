// A choice between two tensors, element by element. A product with a mask of ones and zeros makes NaN of an infinity that
// is not chosen; this does not.

import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { broadcastShapes, broadcastStrides, formatShape, type Shape, stridesOf } from "../shape.js";
import { type OpDefinition, Tensor } from "../tensor.js";

export const whereOp: OpDefinition<object, ["condition", "a", "b"], "where"> = defineOp({
  name: "where",
  inputs: ["condition", "a", "b"],
  elementwise: true,
  shape: (inputs) => {
    const shape = inputs.reduce<Shape | null>((all, one) => (all === null ? null : broadcastShapes(all, one)), []);
    expect(shape !== null, () => `${inputs.map(formatShape).join(", ")} do not broadcast to one shape`);
    return shape;
  },
  reference: ([condition, a, b], y, { inputs, output }) => {
    const strides = stridesOf(output);
    const [ofCondition, ofA, ofB] = inputs.map((shape) => broadcastStrides(shape, output));
    const placeOf = (index: number, own: readonly number[]): number =>
      own.reduce((place, step, axis) => place + (Math.floor(index / strides[axis]!) % output[axis]!) * step, 0);
    for (let i = 0; i < y.length; i += 1)
      y[i] = condition![placeOf(i, ofCondition!)] !== 0 ? a![placeOf(i, ofA!)]! : b![placeOf(i, ofB!)]!;
  },
  gradient: "listed",
});

/**
 * a where the condition is not 0, else b; broadcast. NaN is not 0. The gradient is 0 where an input is not chosen.
 * See https://keras.io/api/ops/numpy, where. @throws ShapeError if the shapes do not broadcast
 */
export function where(condition: Tensor, a: Tensor | number, b: Tensor | number): Tensor {
  return apply(whereOp, [condition, toTensor(a), toTensor(b)], {});
}

/** A number stands for a scalar. */
export function toTensor(value: Tensor | number): Tensor {
  return typeof value === "number" ? Tensor.from(Float32Array.of(value), []) : value;
}
