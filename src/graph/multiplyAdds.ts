// What a graph costs to run, counted and not measured.

import { checkGraph, checkNode } from "./checkGraph.js";
import type { Graph, ProducedTensor } from "./trace.js";

/** Multiply-adds of one node. */
export function multiplyAddsOf(node: ProducedTensor): number {
  checkNode("multiplyAddsOf", node);
  const { op, inputs, attributes } = node.producer;
  return op.multiplyAdds?.({ inputs: inputs.map((input) => input.shape), output: node.shape, attributes }) ?? 0;
}

/** Multiply-adds of all convolutions and matrix products, as the MobileNet papers count them. */
export function countMultiplyAdds(graph: Graph): number {
  checkGraph("countMultiplyAdds", graph);
  return graph.nodes.reduce((total, node) => total + multiplyAddsOf(node), 0);
}
