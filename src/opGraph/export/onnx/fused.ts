// What linnet's convolutions and matrix products do to their output at once, and ONNX does in nodes of its own.

import { addendsOf } from "../../../tensor/ops/epilogue.js";
import type { Activation, Tensor } from "../../../tensor/tensor.js";
import type { GraphWriter, WrittenNode } from "../graphWriter.js";
import { inOrder, type Order } from "../order.js";

interface Fused {
  readonly output: Tensor;
  readonly residual: Tensor | undefined;
  readonly activation: Activation;
  readonly order: Order;
}

/** The bias and the residual among the inputs of a fused op. */
export function fusedParts(
  inputs: readonly Tensor[],
  output: Tensor,
): { readonly bias: Tensor | undefined; readonly residual: Tensor | undefined } {
  const addends = addendsOf(inputs, output.shape);
  const find = (wanted: string): Tensor | undefined => addends.find(({ kind }) => kind === wanted)?.input;
  return { bias: find("bias"), residual: find("residual") };
}

/** The node, then the residual and the activation, if there are any; the last of them makes the output. */
export function writeFused(
  node: WrittenNode,
  { output, residual, activation, order }: Fused,
  writer: GraphWriter,
): void {
  const steps: WrittenNode[] = [node];
  if (residual !== undefined) steps.push({ op: "Add", inputs: [writer.read(residual, order)], attributes: {} });
  if (activation === "relu") steps.push({ op: "Relu", inputs: [], attributes: {} });
  if (activation === "relu6") steps.push({ op: "Clip", inputs: [writer.scalar(0), writer.scalar(6)], attributes: {} });
  const lengths = inOrder(writer.lengthsOf(output), order);
  let before: readonly string[] = [];
  for (const { op, inputs, attributes } of steps.slice(0, -1))
    before = [writer.helper(op, [...before, ...inputs], { lengths, attributes })];
  const { op, inputs, attributes } = steps.at(-1)!;
  writer.emit(output, op, [...before, ...inputs], { order, attributes });
}
