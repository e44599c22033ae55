// Ops that work element by element, in ONNX. They take their inputs in the order in which the largest of them lies already.

import type { AttributeValue } from "../../../formats/opGraphTypes.js";
import type { Bounds } from "../../../tensor/ops/relu.js";
import { reshape } from "../../../tensor/ops/reshape.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { isFixed } from "../length.js";
import { isPlain, type Order, plainOrder } from "../order.js";
import { eluParts, hardSigmoidInput, hardSwishInput } from "../recognized.js";

type Unary<A = object> = OpCall<A, ["x"]>;
type Binary = OpCall<object, ["a", "b"]>;

/** An op of one tensor. */
export function unary(op: string, attributes: { readonly [name: string]: AttributeValue } = {}) {
  return ({ inputs: [x], output }: Unary, writer: GraphWriter): void => {
    const order = writer.orderOf(x);
    writer.emit(output, op, [writer.read(x, order)], { order, attributes });
  };
}

export function leakyRelu(call: Unary<{ readonly alpha: number }>, writer: GraphWriter): void {
  unary("LeakyRelu", { alpha: call.attributes.alpha })(call, writer);
}

export function square({ inputs: [x], output }: Unary, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  const value = writer.read(x, order);
  writer.emit(output, "Mul", [value, value], { order });
}

export function clip({ inputs: [x], output, attributes: { low, high } }: Unary<Bounds>, writer: GraphWriter): void {
  const order = writer.orderOf(x);
  const bound = (value: number): string => (Number.isFinite(value) ? writer.scalar(value) : "");
  writer.emit(output, "Clip", [writer.read(x, order), bound(low), bound(high)], { order });
}

export function relu6(call: Unary, writer: GraphWriter): void {
  clip({ ...call, attributes: { low: 0, high: 6 }, twin: { low: 0, high: 6 } }, writer);
}

/** An op of two tensors. */
export function binary(op: string, attributes: { readonly [name: string]: AttributeValue } = {}) {
  return ({ inputs, output }: Binary, writer: GraphWriter): void => {
    const { order, names } = readTogether(inputs, output, writer);
    writer.emit(output, op, names, { order, attributes });
  };
}

export function multiply(call: Binary, writer: GraphWriter): void {
  const { output } = call;
  const swish = hardSwishInput(output);
  const gate = hardSigmoidInput(output);
  if (swish !== null) unary("HardSwish")({ ...call, inputs: [swish] }, writer);
  else if (gate !== null) unary("HardSigmoid", { alpha: 1 / 6, beta: 0.5 })({ ...call, inputs: [gate] }, writer);
  else binary("Mul")(call, writer);
}

/** A comparison, whose ones and zeros are made when something else than a choice reads them. */
export function comparison(op: string) {
  return ({ inputs, output }: Binary, writer: GraphWriter): void => {
    const { order, names } = readTogether(inputs, output, writer);
    writer.emit(output, op, names, { order, type: "bool" });
  };
}

export function choose(call: OpCall<object, ["condition", "a", "b"]>, writer: GraphWriter): void {
  const { inputs, output } = call;
  const elu = eluParts(inputs);
  if (elu !== null) {
    unary("Elu", { alpha: elu.alpha })({ ...call, inputs: [elu.x] }, writer);
    return;
  }
  const { order, names } = readTogether(inputs.slice(1), output, writer);
  const [condition] = inputs;
  const isWhole = condition.rank === output.rank;
  const own = isWhole ? order : plainOrder(condition.rank);
  // A condition of lower rank is aligned at the end, which is right for axes in their own order only.
  if (!isWhole && condition.rank > 0 && !isPlain(order)) {
    choosePlain(call, writer);
    return;
  }
  const chosen = writer.readBool(condition, own) ?? asBool(condition, own, writer);
  writer.emit(output, "Where", [chosen, ...names], { order });
}

function choosePlain({ inputs, output }: OpCall<object, ["condition", "a", "b"]>, writer: GraphWriter): void {
  const [condition, a, b] = inputs;
  const own = plainOrder(condition.rank);
  const chosen = writer.readBool(condition, own) ?? asBool(condition, own, writer);
  writer.emit(output, "Where", [chosen, writer.read(a), writer.read(b)]);
}

/** True where a number is not 0; NaN is not. */
function asBool(condition: Tensor, order: Order, writer: GraphWriter): string {
  const lengths = order.map((axis) => writer.lengthsOf(condition)[axis]!);
  return writer.helper("Cast", [writer.read(condition, order)], { lengths, attributes: { to: 9 }, type: "bool" });
}

/** The values of tensors that are broadcast with each other, all in one order. */
function readTogether(
  inputs: readonly Tensor[],
  output: Tensor,
  writer: GraphWriter,
): { readonly order: Order; readonly names: string[] } {
  const whole = inputs.filter((input) => input.rank === output.rank && !input.isConcrete);
  const wanted = whole.map((input) => writer.orderOf(input)).find((order) => !isPlain(order));
  const isFixedConstant = (input: Tensor): boolean => input.isConcrete && writer.lengthsOf(input).every(isFixed);
  const canFollow = inputs.every((input) => input.rank === output.rank || input.size === 1 || isFixedConstant(input));
  const order = wanted !== undefined && canFollow ? wanted : plainOrder(output.rank);
  return { order, names: inputs.map((input) => readAs(input, order, writer)) };
}

function readAs(input: Tensor, order: Order, writer: GraphWriter): string {
  if (input.rank === order.length) return writer.read(input, order);
  if (isPlain(order) || input.size === 1) return writer.read(input);
  return writer.read(raised(input, order.length), order, input.name ?? "constant");
}

/** A constant with axes of length 1 before its own. */
function raised(constant: Tensor, rank: number): Tensor {
  return reshape(constant, [...new Array<number>(rank - constant.rank).fill(1), ...constant.shape]);
}
