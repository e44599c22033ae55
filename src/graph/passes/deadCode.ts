// Dead code: removes ops that return their input unchanged, and everything that no output needs any more.

import { rewrite } from "../rewrite.js";
import { type Graph, graphOf } from "../trace.js";

export function removeDeadCode(graph: Graph): Graph {
  return rewrite(graphOf(graph.inputs, graph.outputs), (node) => {
    const { op, inputs, attributes } = node.producer;
    const site = { inputs: inputs.map((input) => input.shape), output: node.shape, attributes };
    return op.isIdentity?.(site) === true ? inputs[0]! : node;
  });
}
