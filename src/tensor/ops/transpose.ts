// Permuting axes.

import { checkList } from "../checkArgument.js";
import { checkTensor } from "../checkTensor.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { stridesOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";

export const transposeOp: OpDefinition<{ readonly permutation: readonly number[] }, ["x"], "transpose"> = defineOp({
  name: "transpose",
  inputs: ["x"],
  shape: ([x], { permutation }) => {
    const isPermutation = x!.every((_, axis) => permutation.includes(axis)) && permutation.length === x!.length;
    expect(isPermutation, () => `[${permutation}] is expected to be a permutation of the ${x!.length} axes of x`);
    return permutation.map((axis) => x![axis]!);
  },
  reference: ([x], y, { inputs: [input], output, attributes: { permutation } }) => {
    const strides = stridesOf(input!);
    const steps = permutation.map((axis) => strides[axis]!);
    const length = output[output.length - 1] ?? 1;
    const step = steps[steps.length - 1] ?? 0;
    for (let row = 0; row < y.length; row += length) {
      let source = 0;
      for (let axis = output.length - 2, rest = row / length; axis >= 0; axis -= 1) {
        const index = rest % output[axis]!;
        rest = (rest - index) / output[axis]!;
        source += index * steps[axis]!;
      }
      for (let i = 0; i < length; i += 1) y[row + i] = x![source + i * step]!;
    }
  },
  moves: () => true,
  isIdentity: ({ attributes: { permutation } }) => permutation.every((axis, index) => axis === index),
  gradient: "listed",
});

/** x with its axes permuted: axis i becomes x's axis `permutation[i]`. Default: reversed. @throws ShapeError if not a permutation */
export function transpose(x: Tensor, permutation?: readonly number[]): Tensor {
  checkTensor("transpose", "x", x);
  if (permutation !== undefined) checkList("transpose", "permutation", permutation, "number");
  const reversed = x.shape.map((_, axis) => x.rank - 1 - axis);
  return apply(transposeOp, [x], { permutation: permutation ?? reversed });
}
