// Nodes whose inputs are constants, as constants: a kernel that a file keeps as bytes, turned round or in a node of its own
// is then a weight like others, which is trained and stands in files as one.

import type { Constant, GraphNode, OpGraph, ValueQuantization } from "../formats/opGraphTypes.js";
import { readsOf } from "../formats/readsOf.js";
import { LinnetError } from "../tensor/errors.js";
import { bytesInOrder } from "../tensor/ops/int8/storedInt8.js";
import type { OpTable } from "./opTable.js";
import { constantValue } from "./quantizedValue.js";
import { isKnown, toTensor, type Value } from "./value.js";

/** What is so much larger than what it is made of stays a node, up to some numbers. */
const [MOST_GROWTH, SMALL] = [2, 1024];

/** The graph with what can be computed once; constants that nothing reads any more are gone. */
export function foldConstants(graph: OpGraph, table: OpTable): OpGraph {
  const { quantization: given, ...parts } = graph;
  const constants = new Map(graph.constants);
  const quantization = new Map(given);
  const nodes = graph.nodes.filter((node) => {
    const outputs = foldedNode(node, { constants, quantization, table, opset: graph.opset });
    outputs?.forEach(({ constant, standsFor }, index) => {
      const name = node.outputs[index]!;
      if (name === "") return;
      constants.set(name, constant);
      if (standsFor !== null) quantization.set(name, standsFor);
    });
    return outputs === null;
  });
  const read = new Set([...nodes.flatMap(readsOf), ...graph.outputs.map(({ name }) => name)]);
  const made = new Set([...graph.inputs.map(({ name }) => name), ...nodes.flatMap(({ outputs }) => outputs)]);
  const used = new Map([...quantization].filter(([name]) => read.has(name) || made.has(name)));
  return {
    ...parts,
    nodes,
    constants: new Map([...constants].filter(([name]) => read.has(name))),
    ...(used.size > 0 && { quantization: used }),
  };
}

interface Folding {
  readonly constants: ReadonlyMap<string, Constant>;
  readonly quantization: ReadonlyMap<string, ValueQuantization>;
  readonly table: OpTable;
  readonly opset: number;
}

/** A constant, and what integers in it stand for. */
interface Folded {
  readonly constant: Constant;
  readonly standsFor: ValueQuantization | null;
}

/** Null if it depends on more than constants; what is wrong with it is said when the graph runs. */
function foldedNode(node: GraphNode, { constants, quantization, table, opset }: Folding): Folded[] | null {
  const isConstant = (name: string): boolean => name === "" || constants.has(name);
  const op = Object.hasOwn(table.ops, node.op) ? table.ops[node.op] : undefined;
  if (op === undefined || !node.inputs.every(isConstant) || hasGraph(node)) return null;
  const inputs = node.inputs.map((name) =>
    name === "" ? null : constantValue(constants.get(name)!, quantization.get(name)),
  );
  try {
    const run = (): never => {
      throw new LinnetError("a graph inside the graph is not folded");
    };
    const outputs = op(inputs, node, { opset, integers: false, run });
    if (outputs.length < node.outputs.length || !outputs.every(isKnown)) return null;
    const made = outputs.slice(0, node.outputs.length).map(folded);
    const size = (list: readonly { readonly values: { readonly length: number } }[]): number =>
      list.reduce((total, { values }) => total + values.length, 0);
    const given = size(node.inputs.flatMap((name) => constants.get(name) ?? []));
    return node.inputs.length === 0 ||
      size(made.map(({ constant }) => constant)) <= Math.max(MOST_GROWTH * given, SMALL)
      ? made
      : null;
  } catch {
    return null;
  }
}

function hasGraph({ attributes }: GraphNode): boolean {
  return Object.values(attributes).some((value) => typeof value === "object" && "nodes" in value);
}

/** Integers stay such. */
function folded(value: Value): Folded {
  if (value.on === "host")
    return { constant: { type: value.type, shape: value.shape, values: value.bytes ?? value.values }, standsFor: null };
  const { integers } = value;
  if (integers !== undefined && value.axes === null) {
    const { tensor, quantization } = integers;
    const { type } = quantization;
    const { shape } = tensor;
    const values = bytesInOrder(tensor) ?? Float64Array.from(tensor.values);
    return { constant: { type, shape, values }, standsFor: quantization };
  }
  const { shape, values } = toTensor(value);
  return { constant: { type: value.type, shape, values }, standsFor: null };
}
