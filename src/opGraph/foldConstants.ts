// Nodes whose inputs are constants, as constants: a kernel that a file keeps as bytes, turned round or in a node of its own
// is then a weight like others, which is trained and stands in files as one.

import type { Constant, GraphNode, OpGraph } from "../formats/opGraphTypes.js";
import { readsOf } from "../formats/readsOf.js";
import { LinnetError } from "../tensor/errors.js";
import type { OpTable } from "./opTable.js";
import { constantValue, isKnown, toTensor, type Value } from "./value.js";

/** What is so much larger than what it is made of stays a node, up to some numbers. */
const [MOST_GROWTH, SMALL] = [2, 1024];

/** The graph with what can be computed once; constants that nothing reads any more are gone. */
export function foldConstants(graph: OpGraph, table: OpTable): OpGraph {
  const constants = new Map(graph.constants);
  const nodes = graph.nodes.filter((node) => {
    const outputs = foldedNode(node, { constants, table, opset: graph.opset });
    outputs?.forEach((constant, index) => {
      if (node.outputs[index] !== "") constants.set(node.outputs[index]!, constant);
    });
    return outputs === null;
  });
  const read = new Set([...nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  return { ...graph, nodes, constants: new Map([...constants].filter(([name]) => read.has(name))) };
}

interface Folding {
  readonly constants: ReadonlyMap<string, Constant>;
  readonly table: OpTable;
  readonly opset: number;
}

/** Null if it depends on more than constants; what is wrong with it is said when the graph runs. */
function foldedNode(node: GraphNode, { constants, table, opset }: Folding): Constant[] | null {
  const isConstant = (name: string): boolean => name === "" || constants.has(name);
  const op = Object.hasOwn(table.ops, node.op) ? table.ops[node.op] : undefined;
  if (op === undefined || !node.inputs.every(isConstant) || hasGraph(node)) return null;
  const inputs = node.inputs.map((name) => (name === "" ? null : constantValue(constants.get(name)!)));
  try {
    const run = (): never => {
      throw new LinnetError("a graph inside the graph is not folded");
    };
    const outputs = op(inputs, node, { opset, run });
    if (outputs.length < node.outputs.length || !outputs.every(isKnown)) return null;
    const made = outputs.slice(0, node.outputs.length).map(toConstant);
    const size = (list: readonly { readonly values: { readonly length: number } }[]): number =>
      list.reduce((total, { values }) => total + values.length, 0);
    const given = size(node.inputs.flatMap((name) => constants.get(name) ?? []));
    return node.inputs.length === 0 || size(made) <= Math.max(MOST_GROWTH * given, SMALL) ? made : null;
  } catch {
    return null;
  }
}

function hasGraph({ attributes }: GraphNode): boolean {
  return Object.values(attributes).some((value) => typeof value === "object" && "nodes" in value);
}

function toConstant(value: Value): Constant {
  if (value.on === "host") return { type: value.type, shape: value.shape, values: value.values };
  const { shape, values } = toTensor(value);
  return { type: value.type, shape, values };
}
