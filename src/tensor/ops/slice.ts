// Cuts a block out of a tensor.

import { checkList } from "../checkArgument.js";
import { expect } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { formatShape, type Shape, sameShape, stridesOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";

export interface Block {
  readonly begin: Shape;
  readonly size: Shape;
}

export const sliceOp: OpDefinition<Block, ["x"], "slice"> = defineOp({
  name: "slice",
  inputs: ["x"],
  shape: ([x], { begin, size }) => {
    const fits = begin.length === x!.length && size.length === x!.length;
    const inside = x!.every(
      (length, axis) => isCount(begin[axis]) && isCount(size[axis]) && begin[axis]! + size[axis]! <= length,
    );
    expect(fits && inside, () => `begin ${formatShape(begin)} and size ${formatShape(size)} do not lie within x`);
    return size;
  },
  reference: ([x], y, { inputs: [input], output, attributes: { begin } }) => {
    forEachRowOfBlock(input!, begin, output, (start, blockStart, length) => {
      y.set(x!.subarray(start, start + length), blockStart);
    });
  },
  moves: () => true,
  isIdentity: ({ inputs, output }) => sameShape(inputs[0]!, output),
  gradient: "listed",
});

function isCount(value: number | undefined): boolean {
  return Number.isInteger(value) && value! >= 0;
}

/** Visits the rows of a block inside a tensor of shape `outer`: where each starts in both, and its length. */
export function forEachRowOfBlock(
  outer: Shape,
  begin: Shape,
  size: Shape,
  visit: (start: number, blockStart: number, length: number) => void,
): void {
  const strides = stridesOf(outer);
  const length = size[size.length - 1] ?? 1;
  const rows = size.slice(0, -1).reduce((a, b) => a * b, 1);
  for (let row = 0; row < rows; row += 1) {
    let start = begin[begin.length - 1] ?? 0;
    for (let axis = size.length - 2, rest = row; axis >= 0; axis -= 1) {
      const index = rest % size[axis]!;
      rest = (rest - index) / size[axis]!;
      start += (begin[axis]! + index) * strides[axis]!;
    }
    visit(start, row * length, length);
  }
}

/** The block of that size that begins at `begin`, one number an axis. @throws ShapeError if it does not lie within x */
export function slice(x: Tensor, begin: Shape, size: Shape): Tensor {
  checkList("slice", "begin", begin, "number");
  checkList("slice", "size", size, "number");
  return apply(sliceOp, [x], { begin, size });
}
