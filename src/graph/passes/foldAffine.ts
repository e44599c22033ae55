// Batch-norm folding: a scale and a shift of each channel move into the weights and the bias of the op before.
//
//   scale * (conv(x, kernel) + bias) + shift  =  conv(x, kernel * scale) + (bias * scale + shift)

import { add, mul } from "../../tensor/ops/binary.js";
import type { Tensor } from "../../tensor/tensor.js";
import { type RewriteContext, rewrite } from "../rewrite.js";
import { type Graph, isProduced, type ProducedTensor } from "../trace.js";

export function foldAffine(graph: Graph): Graph {
  return rewrite(graph, (node, context) => folded(node, context) ?? node);
}

function folded(node: ProducedTensor, { uses }: RewriteContext): Tensor | null {
  const own = affine(node);
  if (own === null || !isProduced(own.x) || uses(own.x) > 1) return null;
  const before = affine(own.x);
  if (
    before !== null &&
    before.scale === null &&
    before.shift !== null &&
    isProduced(before.x) &&
    uses(before.x) <= 1
  ) {
    const shift = own.scale === null ? before.shift : mul(before.shift, own.scale);
    return scaled(before.x, own.scale, own.shift === null ? shift : add(shift, own.shift));
  }
  return own.scale === null ? null : scaled(own.x, own.scale, own.shift);
}

function scaled(node: ProducedTensor, scale: Tensor | null, shift: Tensor | null): Tensor | null {
  const { op, inputs, attributes } = node.producer;
  const output = scale === null ? node : op.absorbScale?.({ inputs, output: node, attributes }, scale);
  if (output === null || output === undefined) return null;
  return shift === null ? output : add(output, shift);
}

function affine(node: ProducedTensor): { x: Tensor; scale: Tensor | null; shift: Tensor | null } | null {
  const { op, inputs, attributes } = node.producer;
  return op.asAffine?.({ inputs, output: node, attributes }) ?? null;
}
