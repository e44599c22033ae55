// What an op of another program becomes: a composition of linnet's ops.

import type { GraphNode, Subgraph } from "../formats/opGraphTypes.js";
import type { Value } from "./value.js";

interface OpContext {
  readonly opset: number;
  /** Whether values may be rounded to whole numbers that stand for them, which have no gradient. */
  readonly integers: boolean;
  /** The outputs of a graph inside the graph, from its inputs; it reads the values around it too. */
  run(graph: Subgraph, inputs: readonly Value[]): Value[];
}

/** The outputs of a node, in order; an input that is left out is null. */
export type OpFunction = (inputs: readonly (Value | null)[], node: GraphNode, context: OpContext) => readonly Value[];

/** The ops of a dialect that linnet knows. */
export interface OpTable {
  readonly ops: { readonly [op: string]: OpFunction };
  /** The inputs of each op that training changes, if they are constants: kernels, biases, scales. */
  readonly learned: { readonly [op: string]: readonly number[] };
}
