// Ops whose quantized outputs are rounded to what their integers can hold, as TensorFlow Lite's kernels for integers do: with them a
// graph gives what those give, to a step or two. linnet itself computes in real numbers.

import type { OpFunction, OpTable } from "../../src/opGraph/opTable.js";
import { tensorValue, toTensor, type Value } from "../../src/opGraph/value.js";
import { Tensor } from "../../src/tensor/tensor.js";

/** The table for graphs of 8-bit integers. */
export function roundedOps({ ops, learned }: OpTable): OpTable {
  const rounded = Object.entries(ops).map(([name, run]): [string, OpFunction] => [
    name,
    (inputs, node, context) =>
      run(inputs, node, context).map((value, index) => roundedValue(value, node.attributes[`outputRange${index}`])),
  ]);
  return { ops: Object.fromEntries(rounded), learned };
}

function roundedValue(value: Value, range: unknown): Value {
  if (!Array.isArray(range)) return value;
  const [least, largest] = range as [number, number];
  return tensorValue(roundedTo(toTensor(value), [least, largest]));
}

/** The nearest of 256 numbers between these two. */
function roundedTo(x: Tensor, [least, largest]: readonly [least: number, largest: number]): Tensor {
  const step = (largest - least) / 255;
  const round = (value: number): number =>
    least + step * Math.min(Math.max(Math.round((value - least) / step), 0), 255);
  return Tensor.from(x.values.map(round), x.shape);
}
