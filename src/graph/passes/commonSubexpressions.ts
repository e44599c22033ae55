// Common subexpressions: equal op calls on equal inputs are made once.

import type { Tensor } from "../../tensor/tensor.js";
import { rewrite } from "../rewrite.js";
import type { Graph } from "../trace.js";

export function mergeCommonSubexpressions(graph: Graph): Graph {
  const first = new Map<string, Tensor>();
  const identify = identities();
  return rewrite(graph, (node) => {
    const { op, inputs, attributes } = node.producer;
    const key = `${op.name}(${inputs.map(identify)})${JSON.stringify(attributes)}`;
    const known = first.get(key);
    if (known !== undefined) return known;
    first.set(key, node);
    return node;
  });
}

/** A number for each tensor; those of one known value and shape share it. */
function identities(): (tensor: Tensor) => string {
  const numbers = new Map<Tensor, string>();
  return (tensor) => {
    if (tensor.isConcrete && tensor.size === 1 && !tensor.stored?.isLate) return `${tensor.values[0]}[${tensor.shape}]`;
    const known = numbers.get(tensor) ?? `#${numbers.size}`;
    numbers.set(tensor, known);
    return known;
  };
}
