// The convolutions and matrix products of MobileNetV2 as its optimised plan has them, equal ones once.

import { inferenceContext, mobileNetV2, multiplyAddsOf, optimise, type ProducedTensor, Tensor, trace } from "linnet";

export interface KernelShape {
  readonly node: ProducedTensor;
  /** How often the network has it. */
  readonly count: number;
  readonly multiplyAdds: number;
  /** As `pointwise 3136x24x144`: rows, inputs and outputs of a product; pixels and channels of a depthwise one. */
  readonly label: string;
}

export function kernelShapes({ alpha, size }: { readonly alpha: number; readonly size: number }): KernelShape[] {
  const model = mobileNetV2({ alpha, inputShape: [size, size, 3] });
  const x = Tensor.placeholder([1, size, size, 3], "x");
  const { nodes } = optimise(trace((input) => model.call(input, inferenceContext), [x]));
  const groups = new Map<string, ProducedTensor[]>();
  for (const node of nodes.filter((candidate) => multiplyAddsOf(candidate) > 0)) {
    const { op, inputs, attributes } = node.producer;
    const key = JSON.stringify([op.name, inputs.map(({ shape }) => shape), attributes]);
    groups.set(key, [...(groups.get(key) ?? []), node]);
  }
  return [...groups.values()].map((equal) => {
    const node = equal[0]!;
    return { node, count: equal.length, multiplyAdds: multiplyAddsOf(node), label: labelOf(node) };
  });
}

function labelOf(node: ProducedTensor): string {
  const [x, kernel, ...addends] = node.producer.inputs.map(({ shape }) => shape);
  const residual = addends.some((shape) => shape.length > 1) ? " + residual" : "";
  if (kernel!.length === 2) return `dense ${x![0]}x${kernel![0]}x${kernel![1]}`;
  const [height, width, inputs, outputs] = kernel as [number, number, number, number];
  const pixels = node.shape[1]! * node.shape[2]!;
  const stride = Math.round(x![1]! / node.shape[1]!);
  if (node.producer.op.name.startsWith("depthwise"))
    return `depthwise ${height}x${width}/${stride} ${pixels}x${inputs}`;
  if (height === 1 && width === 1) return `pointwise ${pixels}x${inputs}x${outputs}${residual}`;
  return `conv ${height}x${width}/${stride} ${pixels}x${inputs}x${outputs}`;
}
