// Calls in place of others that give the same numbers by more steps, as the ops know them.

import { rewrite } from "../rewrite.js";
import type { Graph } from "../trace.js";

export function simplify(graph: Graph): Graph {
  return rewrite(graph, (node) => {
    const { op, inputs, attributes } = node.producer;
    return op.simplified?.({ inputs, output: node, attributes }) ?? node;
  });
}
