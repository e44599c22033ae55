// The convolutions and matrix products of MobileNetV2 as its optimized plan has them, equal ones once.

import { inferenceContext, mobileNetV2, type StoredTensor, Tensor } from "linnet";
import { multiplyAddsOf, optimize, type ProducedTensor, trace } from "linnet/graph";
import { groupBy } from "../groupBy.ts";

export interface KernelShape {
  readonly node: ProducedTensor;
  /** Random values for the node's inputs. */
  readonly tensors: readonly StoredTensor[];
  /** How often the network has it. */
  readonly count: number;
  readonly multiplyAdds: number;
  readonly kind: "conv" | "pointwise" | "depthwise" | "dense";
  readonly stride: number;
  readonly hasResidual: boolean;
  /** As `pointwise 3136x24x144`: rows, inputs and outputs of a product; pixels and channels of a depthwise one. */
  readonly label: string;
}

export function kernelShapes({ alpha, size }: { readonly alpha: number; readonly size: number }): KernelShape[] {
  const model = mobileNetV2({ alpha, inputShape: [size, size, 3] });
  const x = Tensor.placeholder([1, size, size, 3], "x");
  const { nodes } = optimize(trace((input) => model.call(input, inferenceContext), [x]));
  const convolutions = nodes.filter((node) => multiplyAddsOf(node) > 0);
  const groups = groupBy(convolutions, ({ producer: { op, inputs, attributes } }) =>
    JSON.stringify([op.name, inputs.map(({ shape }) => shape), attributes]),
  );
  return groups.map((equal) => describe(equal[0]!, equal.length));
}

function describe(node: ProducedTensor, count: number): KernelShape {
  const [x, kernel, ...addends] = node.producer.inputs.map(({ shape }) => shape);
  const hasResidual = addends.some((shape) => shape.length > 1);
  const common = { node, count, multiplyAdds: multiplyAddsOf(node), tensors: randomTensors(node), hasResidual };
  if (kernel!.length === 2) {
    return { ...common, kind: "dense", stride: 1, label: `dense ${x![0]}x${kernel![0]}x${kernel![1]}` };
  }
  const [height, width, inputs, outputs] = kernel as [number, number, number, number];
  const pixels = node.shape[1]! * node.shape[2]!;
  const stride = Math.round(x![1]! / node.shape[1]!);
  if (node.producer.op.name.startsWith("depthwise")) {
    return {
      ...common,
      kind: "depthwise",
      stride,
      label: `depthwise ${height}x${width}/${stride} ${pixels}x${inputs}`,
    };
  }
  if (height === 1 && width === 1) {
    const label = `pointwise ${pixels}x${inputs}x${outputs}${hasResidual ? " + residual" : ""}`;
    return { ...common, kind: "pointwise", stride, label };
  }
  return { ...common, kind: "conv", stride, label: `conv ${height}x${width}/${stride} ${pixels}x${inputs}x${outputs}` };
}

function randomTensors(node: ProducedTensor): StoredTensor[] {
  let seed = 1;
  const random = (): number => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return seed / 2 ** 31 - 1;
  };
  return node.producer.inputs.map(({ shape, size }) => ({
    shape,
    values: Float32Array.from({ length: size }, random),
  }));
}
