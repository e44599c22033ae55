// Pools and padding in ONNX, with channels before pixels.

import { LinnetError } from "../../../tensor/errors.js";
import type { Pool2d } from "../../../tensor/ops/pool.js";
import type { Padding2d } from "../../../tensor/window.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { channelsFirst, inOrder } from "../order.js";

/** Pictures as `[batch, channels, height, width]`. */
export const PICTURES = channelsFirst(4);

export function padsOf([top, bottom, left, right]: Padding2d): number[] {
  return [top, left, bottom, right];
}

export function pool(op: "AveragePool" | "MaxPool") {
  return ({ inputs: [x], output, attributes }: OpCall<Pool2d, ["x"]>, writer: GraphWriter): void => {
    const { size, strides, padding, dilation } = attributes;
    const isDilated = dilation.some((distance) => distance !== 1);
    const [top, bottom, left, right] = padding;
    if (isDilated || Math.max(top, bottom) >= size[0] || Math.max(left, right) >= size[1])
      throw new LinnetError(
        `export: layer "${writer.layer}": ${op} cannot have dilation, or padding as large as its window of ${size.join(" x ")}`,
      );
    const counting = op === "AveragePool" ? { count_include_pad: 0 } : {};
    const own = { kernel_shape: size, strides, pads: padsOf(padding), ...counting };
    writer.emit(output, op, [writer.read(x, PICTURES)], { order: PICTURES, attributes: own });
  };
}

export function pad(
  { inputs: [x], output, attributes }: OpCall<{ readonly padding: Padding2d }, ["x"]>,
  writer: GraphWriter,
): void {
  const order = writer.orderOf(x);
  const [top, bottom, left, right] = attributes.padding;
  const before = inOrder([0, top, left, 0], order);
  const after = inOrder([0, bottom, right, 0], order);
  const pads = writer.integers([...before, ...after]);
  writer.emit(output, "Pad", [writer.read(x, order), pads], { order, attributes: { mode: "constant" } });
}
