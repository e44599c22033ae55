// The base of every pass: a walk that may replace each node; whatever used the node then uses the replacement.

import { apply } from "../tensor/op.js";
import type { Tensor } from "../tensor/tensor.js";
import { countUses, type Graph, graphOf, type ProducedTensor, topologicalOrder } from "./trace.js";

export interface RewriteContext {
  /** How often a tensor of the rewritten graph is read; 0 for one that the rule has just made. */
  uses(tensor: Tensor): number;
}

/** Gives the replacement of a node, whose inputs are already rewritten, or the node itself. */
export type RewriteRule = (node: ProducedTensor, context: RewriteContext) => Tensor;

/** The graph itself if the rule has replaced nothing. */
export function rewrite(graph: Graph, rule: RewriteRule): Graph {
  const usesBefore = countUses(graph);
  const uses = new Map<Tensor, number>();
  const replaced = new Map<Tensor, Tensor>();
  let isSame = true;
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  const context: RewriteContext = { uses: (tensor) => uses.get(tensor) ?? usesBefore.get(tensor) ?? 0 };
  for (const node of graph.nodes) {
    const moved = withInputs(node, node.producer.inputs.map(current));
    const result = moved.producer === null ? moved : rule(moved as ProducedTensor, context);
    const named =
      node.name !== null && result.name === null && result.producer !== null ? result.named(node.name) : result;
    replaced.set(node, named);
    isSame &&= named === node;
    const before = usesBefore.get(node) ?? 0;
    uses.set(named, (uses.get(named) ?? (named === node ? 0 : (usesBefore.get(named) ?? 0))) + before);
  }
  return isSame ? graph : graphOf(graph.inputs, graph.outputs.map(current));
}

/** The node with other inputs: computed at once if they have all become concrete. */
function withInputs(node: ProducedTensor, inputs: readonly Tensor[]): Tensor {
  const { op, inputs: old, attributes } = node.producer;
  if (inputs.every((input, index) => input === old[index])) return node;
  const output = apply(op, inputs, attributes);
  return node.name === null ? output : output.named(node.name);
}

/** `outputs`, with some tensors of their graph replaced by others. */
export function rewriteTensors(outputs: readonly Tensor[], replacements: ReadonlyMap<Tensor, Tensor>): Tensor[] {
  const replaced = new Map(replacements);
  const current = (tensor: Tensor): Tensor => replaced.get(tensor) ?? tensor;
  for (const node of topologicalOrder(outputs, new Set(replacements.keys()))) {
    replaced.set(node, withInputs(node, node.producer.inputs.map(current)));
  }
  return outputs.map(current);
}
