// Joins tensors along an axis.

import { checkArgument } from "../checkArgument.js";
import { checkTensor } from "../checkTensor.js";
import { describe } from "../describe.js";
import { expect, LinnetError } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { type Shape, sizeOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";

export const concatOp: OpDefinition<{ readonly axis: number }, "input"[], "concat"> = defineOp({
  name: "concat",
  inputs: ["input"],
  variadic: true,
  shape: (inputs, { axis }) => {
    expect(inputs.length > 0, () => "expected one input or more, got none");
    const first = inputs[0]!;
    expect(
      Number.isInteger(axis) && axis >= 0 && axis < first.length,
      () => `axis ${axis} is not among the ${first.length} of the inputs`,
    );
    const agrees = (shape: Shape): boolean =>
      shape.length === first.length && shape.every((length, index) => index === axis || length === first[index]);
    expect(inputs.every(agrees), () => `the inputs are expected to differ along axis ${axis} only`);
    const total = inputs.reduce((sum, shape) => sum + shape[axis]!, 0);
    return first.map((length, index) => (index === axis ? total : length));
  },
  reference: (inputs, y, { inputs: shapes, output, attributes: { axis } }) => {
    const blocks = sizeOf(output.slice(0, axis));
    const outputBlock = sizeOf(output.slice(axis));
    let offset = 0;
    inputs.forEach((values, index) => {
      const block = sizeOf(shapes[index]!.slice(axis));
      for (let i = 0; i < blocks; i += 1) y.set(values.subarray(i * block, (i + 1) * block), i * outputBlock + offset);
      offset += block;
    });
  },
  moves: () => true,
  isIdentity: ({ inputs }) => inputs.length === 1,
  gradient: "listed",
});

/** The inputs joined along `axis`. Default: the last. @throws ShapeError if they differ along another axis */
export function concat(inputs: readonly Tensor[], axis = -1): Tensor {
  if (!Array.isArray(inputs)) throw new LinnetError(`concat: expected inputs to be an array, got ${describe(inputs)}`);
  checkArgument("concat", "axis", axis, "number");
  inputs.forEach((input) => checkTensor("concat", "an input", input));
  const rank = inputs[0]?.rank ?? 0;
  return apply(concatOp, inputs, { axis: axis < 0 ? axis + rank : axis });
}
