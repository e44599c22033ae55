// Ops that work element by element, in TensorFlow Lite.

import type { AttributeValue } from "../../../formats/opGraphTypes.js";
import type { Bounds } from "../../../tensor/ops/relu.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter } from "../graphWriter.js";
import { plainOrder } from "../order.js";
import { eluParts, geluInput, hardSwishInput } from "../recognized.js";

type Unary<A = object> = OpCall<A, ["x"]>;
type Binary = OpCall<object, ["a", "b"]>;

/** An op of one tensor. */
export function unary(op: string, attributes: { readonly [name: string]: AttributeValue } = {}) {
  return ({ inputs: [x], output }: Unary, writer: GraphWriter): void => {
    writer.emit(output, op, [writer.read(x)], { attributes });
  };
}

export function leakyRelu(call: Unary<{ readonly alpha: number }>, writer: GraphWriter): void {
  unary("LEAKY_RELU", { alpha: call.attributes.alpha })(call, writer);
}

/** Bounds for which there is an op of one tensor. */
const boundedOps: { readonly [bounds: string]: string } = {
  "0 6": "RELU6",
  "-1 1": "RELU_N1_TO_1",
  "0 Infinity": "RELU",
};

export function clip(call: Unary<Bounds>, writer: GraphWriter): void {
  const { low, high } = call.attributes;
  const own = boundedOps[`${low} ${high}`];
  if (own !== undefined) {
    unary(own)(call, writer);
    return;
  }
  const [x] = call.inputs;
  const raised = writer.helper("MAXIMUM", [writer.read(x), writer.scalar(low)], { lengths: writer.lengthsOf(x) });
  writer.emit(call.output, "MINIMUM", [raised, writer.scalar(high)]);
}

/** An op of two tensors. */
export function binary(op: string) {
  return ({ inputs: [a, b], output }: Binary, writer: GraphWriter): void => {
    writer.emit(output, op, [writer.read(a), writer.read(b)]);
  };
}

export function multiply(call: Binary, writer: GraphWriter): void {
  const { output } = call;
  const swish = hardSwishInput(output);
  const gelu = geluInput(output);
  if (swish !== null) unary("HARD_SWISH")({ ...call, inputs: [swish] }, writer);
  else if (gelu !== null) unary("GELU", { approximate: false })({ ...call, inputs: [gelu] }, writer);
  else binary("MUL")(call, writer);
}

/** A comparison, whose ones and zeros are made when something else than a choice reads them. */
export function comparison(op: string) {
  return ({ inputs: [a, b], output }: Binary, writer: GraphWriter): void => {
    writer.emit(output, op, [writer.read(a), writer.read(b)], { type: "bool" });
  };
}

export function choose(call: OpCall<object, ["condition", "a", "b"]>, writer: GraphWriter): void {
  const { inputs, output } = call;
  const elu = eluParts(inputs);
  if (elu?.alpha === 1) {
    unary("ELU")({ ...call, inputs: [elu.x] }, writer);
    return;
  }
  const [condition, a, b] = inputs;
  const known = writer.readBool(condition, plainOrder(condition.rank));
  // NaN is not 0.
  const compared = { lengths: writer.lengthsOf(condition), type: "bool" } as const;
  const chosen = known ?? writer.helper("NOT_EQUAL", [writer.read(condition), writer.scalar(0)], compared);
  writer.emit(output, "SELECT_V2", [chosen, writer.read(a), writer.read(b)]);
}
