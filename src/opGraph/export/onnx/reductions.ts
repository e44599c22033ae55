// Reductions in ONNX, and the other ops along an axis.

import type { Reduction } from "../../../tensor/ops/reduce.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { type Order, withoutAxes } from "../order.js";
import { PICTURES } from "./windows.js";

type Single<A = object> = OpCall<A, ["x"]>;

/** Over the last axis, wherever it lies. */
export function overLast(op: string) {
  return ({ inputs: [x], output }: Single, writer: GraphWriter): void => {
    const order = writer.orderOf(x);
    const axis = order.indexOf(x.rank - 1);
    writer.emit(output, op, [writer.read(x, order)], { order, attributes: { axis } });
  };
}

export function argMax({ inputs: [x], output }: Single, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  const attributes = { axis: order.indexOf(x.rank - 1), keepdims: 0 };
  const left = withoutAxes(order, [x.rank - 1]);
  const lengths = left.map((axis) => writer.lengthsOf(output)[axis]!);
  const index = writer.helper("ArgMax", [writer.read(x, order)], { lengths, attributes, type: "int64" });
  writer.emit(output, "Cast", [index], { order: left, attributes: { to: FLOAT } });
}

/** ONNX's number of the type float. */
const FLOAT = 1;

type Reducing = "ReduceMax" | "ReduceMean" | "ReduceMin" | "ReduceSum";

/** The pools that programs know best for pictures. */
const globalPools: { readonly [Op in Reducing]?: string } = {
  ReduceMax: "GlobalMaxPool",
  ReduceMean: "GlobalAveragePool",
};

export function reduce(op: Reducing) {
  return (call: Single<Reduction>, writer: GraphWriter): void => {
    const [x] = call.inputs;
    const { axes } = call.attributes;
    const order = writer.orderOf(x);
    const pool = globalPools[op];
    if (axes.length === 0) writer.give(call.output, writer.read(x, order), order);
    else if (pool !== undefined && isGlobal(axes, x, order)) globalPool(pool, call, writer);
    else reduceAxes(op, call, writer);
  };
}

/** The axes of `ReduceSum` are an input, those of the others an attribute until opset 18. */
function reduceAxes(op: Reducing, { inputs: [x], output, attributes }: Single<Reduction>, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  const places = attributes.axes.map((axis) => order.indexOf(axis)).sort((a, b) => a - b);
  const after = attributes.keepDims ? order : withoutAxes(order, attributes.axes);
  const keepdims = Number(attributes.keepDims);
  const value = writer.read(x, order);
  if (op === "ReduceSum")
    writer.emit(output, op, [value, writer.integers(places)], { order: after, attributes: { keepdims } });
  else writer.emit(output, op, [value], { order: after, attributes: { axes: places, keepdims } });
}

/** The mean of rows and columns of pictures that lie as ONNX's pools want them. */
function isGlobal(axes: readonly number[], x: Tensor, order: Order): boolean {
  return x.rank === 4 && axes.length === 2 && axes[0] === 1 && axes[1] === 2 && order[1] === 3;
}

function globalPool(op: string, { inputs: [x], output, attributes }: Single<Reduction>, writer: GraphWriter): void {
  const order = PICTURES;
  const value = writer.read(x, order);
  if (attributes.keepDims) {
    writer.emit(output, op, [value], { order });
    return;
  }
  const one = { fixed: 1, perExample: 0 };
  const pooled = writer.helper(op, [value], { lengths: [...writer.lengthsOf(output), one, one] });
  writer.emit(output, "Flatten", [pooled], { attributes: { axis: 1 } });
}
