// A graph as text, one op call a line.

import { formatShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";
import { checkGraph } from "./checkGraph.js";
import { multiplyAddsOf } from "./multiplyAdds.js";
import type { Graph } from "./trace.js";

/**
 * The graph as text: a line for each op call with its number, shape, inputs, attributes, multiply-adds and layer.
 *
 *     %0 conv2dFused [1,112,112,32] (input, Conv1/kernel, Conv1/bias) {...} 10.8M "Conv1_relu"
 */
export function printGraph(graph: Graph): string {
  checkGraph("printGraph", graph);
  const { inputs, nodes, outputs } = graph;
  const numbers = new Map<Tensor, string>(nodes.map((node, index) => [node, `%${index}`]));
  const nameOf = (tensor: Tensor): string =>
    numbers.get(tensor) ??
    tensor.name ??
    (tensor.size === 1 && tensor.isConcrete ? `${tensor.item()}` : formatShape(tensor.shape));
  const lines = nodes.map((node) => {
    const { op, inputs: read, attributes } = node.producer;
    const details = Object.keys(attributes).length === 0 ? "" : ` ${JSON.stringify(attributes).replaceAll('"', "")}`;
    const cost = multiplyAddsOf(node);
    const label = node.name === null ? "" : ` "${node.name}"`;
    return `${nameOf(node)} ${op.name} ${formatShape(node.shape)} (${read.map(nameOf).join(", ")})${details}${cost === 0 ? "" : ` ${inMillions(cost)}`}${label}`;
  });
  const given = inputs.map((input) => `${nameOf(input)} ${formatShape(input.shape)}`);
  return [`inputs ${given.join(", ")}`, ...lines, `outputs ${outputs.map(nameOf).join(", ")}`].join("\n");
}

function inMillions(multiplyAdds: number): string {
  return `${(multiplyAdds / 1e6).toPrecision(3)}M`;
}
