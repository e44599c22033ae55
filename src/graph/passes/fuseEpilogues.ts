// Epilogue fusion: the op before a bias, a residual sum or an activation applies it as its last step.

import type { Tensor } from "../../tensor/tensor.js";
import { type RewriteContext, rewrite } from "../rewrite.js";
import { type Graph, isProduced, type ProducedTensor } from "../trace.js";

export function fuseEpilogues(graph: Graph): Graph {
  return rewrite(graph, (node, context) => fused(node, context) ?? node);
}

function fused(node: ProducedTensor, { uses }: RewriteContext): Tensor | null {
  const { op, inputs, attributes } = node.producer;
  for (const { x, part } of op.asEpilogue?.({ inputs, output: node, attributes }) ?? []) {
    if (!isProduced(x) || uses(x) > 1) continue;
    const before = x.producer;
    const call = { inputs: before.inputs, output: x, attributes: before.attributes };
    const merged = before.op.absorbEpilogue?.(call, part) ?? null;
    if (merged !== null) return merged;
  }
  return null;
}
