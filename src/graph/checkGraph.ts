// The check of a graph that a user hands over.

import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { Tensor } from "../tensor/tensor.js";
import type { Graph, ProducedTensor } from "./trace.js";

/** @throws LinnetError naming the function and what is no graph, as `trace` and `graphOf` make it */
export function checkGraph(where: string, graph: Graph): void {
  checkArgument(where, "graph", graph, "object");
  for (const part of ["inputs", "nodes", "outputs"] as const) checkList(where, `graph.${part}`, graph[part], Tensor);
  for (const node of graph.nodes) checkNode(where, node);
}

/** @throws LinnetError if the tensor is no op's output */
export function checkNode(where: string, node: ProducedTensor): void {
  checkArgument(where, "node", node, Tensor);
  checkArgument(where, "node.producer", node.producer, "object");
}
