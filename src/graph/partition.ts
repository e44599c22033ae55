// Cuts the frozen prefix off a graph: everything whose values for a picture do not change in training.

import { Tensor } from "../tensor/tensor.js";
import { rewriteTensors } from "./rewrite.js";
import { type Graph, graphOf } from "./trace.js";

export interface Partition {
  /** From the graph's inputs to the values at the cut; its outputs are in the order of `suffix.inputs`. */
  readonly prefix: Graph;
  /** From placeholders for the values at the cut, and the inputs that only the suffix reads, to the graph's outputs. */
  readonly suffix: Graph;
  /** How many of `suffix.inputs`, from the start, are values at the cut. */
  readonly cutSize: number;
}

/** `varying`, and everything computed from it. */
export function dependents(graph: Graph, varying: ReadonlySet<Tensor>): Set<Tensor> {
  const depends = new Set<Tensor>(varying);
  for (const node of graph.nodes) {
    if (node.producer.inputs.some((input) => depends.has(input))) depends.add(node);
  }
  return depends;
}

/**
 * Cuts a graph after the last values that depend on none of `varying` (trained weights, the step of dropout).
 * @returns null if there is nothing to gain: no op depends on the inputs alone
 */
export function partition(graph: Graph, varying: ReadonlySet<Tensor>): Partition | null {
  const depends = dependents(graph, varying);
  const cut = new Set<Tensor>();
  const readLate = [
    ...graph.nodes.filter((node) => depends.has(node)).flatMap((node) => node.producer.inputs),
    ...graph.outputs,
  ];
  for (const tensor of readLate) if (tensor.producer !== null && !depends.has(tensor)) cut.add(tensor);
  if (cut.size === 0) return null;
  const boundary = [...cut];
  const placeholders = boundary.map((tensor, index) => Tensor.placeholder(tensor.shape, tensor.name ?? `cut${index}`));
  const replacements = new Map(boundary.map((tensor, index) => [tensor, placeholders[index]!]));
  const late = new Set(readLate);
  const inputs = [...placeholders, ...graph.inputs.filter((input) => late.has(input))];
  return {
    prefix: graphOf(graph.inputs, boundary),
    suffix: graphOf(inputs, rewriteTensors(graph.outputs, replacements)),
    cutSize: boundary.length,
  };
}
