// Zero padding of pictures.

import { checkList } from "../checkArgument.js";
import { expect, expectWhole } from "../errors.js";
import { apply, defineOp } from "../op.js";
import { sizeOf } from "../shape.js";
import type { OpDefinition, Tensor } from "../tensor.js";
import type { Padding2d } from "../window.js";

export const pad2dOp: OpDefinition<{ readonly padding: Padding2d }, ["x"], "pad2d"> = defineOp({
  name: "pad2d",
  inputs: ["x"],
  shape: ([x], { padding }) => {
    const [top, bottom, left, right] = padding;
    expect(x!.length === 4, () => "x is expected as [batch, height, width, channels]");
    expect(
      padding.length === 4,
      () => `padding is expected as [top, bottom, left, right], got ${padding.length} numbers`,
    );
    for (const cells of padding) expectWhole("padding", cells, 0);
    return [x![0]!, x![1]! + top + bottom, x![2]! + left + right, x![3]!];
  },
  reference: ([x], y, { inputs: [input], output, attributes: { padding } }) => {
    const [batch, height, width, channels] = input as [number, number, number, number];
    const rowLength = width * channels;
    y.fill(0);
    for (let row = 0; row < batch * height; row += 1) {
      const picture = Math.floor(row / height);
      const outputRow = picture * output[1]! + padding[0] + (row % height);
      y.set(x!.subarray(row * rowLength, (row + 1) * rowLength), (outputRow * output[2]! + padding[2]) * channels);
    }
  },
  isIdentity: ({ inputs, output }) => sizeOf(inputs[0]!) === sizeOf(output),
  gradient: "listed",
});

/** Pictures `[batch, height, width, channels]` padded with zeros: `[top, bottom, left, right]`. @throws ShapeError on negative padding */
export function pad2d(x: Tensor, padding: Padding2d): Tensor {
  checkList("pad2d", "padding", padding, "number");
  return apply(pad2dOp, [x], { padding });
}
