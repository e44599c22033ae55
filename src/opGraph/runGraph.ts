// Runs an imported graph node by node: on placeholders that traces it into linnet's ops.

import type { GraphNode, OpGraph } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import type { OpTable } from "./opTable.js";
import { constantValue, type Value } from "./value.js";

/**
 * The graph's outputs, in order.
 * @param given the inputs by their names, and constants that stand in for the graph's own
 * @throws LinnetError naming the node, if its op is not known or does not fit its inputs
 */
export function runGraph(graph: OpGraph, given: ReadonlyMap<string, Value>, table: OpTable): Value[] {
  const values = new Map<string, Value>(given);
  const find = (name: string): Value => {
    const known = values.get(name);
    if (known !== undefined) return known;
    const constant = graph.constants.get(name);
    if (constant === undefined) throw new LinnetError(`expected a value "${name}", no node before makes it`);
    const value = constantValue(constant);
    values.set(name, value);
    return value;
  };
  for (const node of graph.nodes) {
    const outputs = inNode(node, () => {
      const run = Object.hasOwn(table.ops, node.op) ? table.ops[node.op] : undefined;
      if (run === undefined) throw new LinnetError(`linnet does not know the op ${node.op} of ${graph.dialect}`);
      const inputs = node.inputs.map((name) => (name === "" ? null : find(name)));
      return run(inputs, node, { opset: graph.opset });
    });
    node.outputs.forEach((name, index) => {
      if (outputs[index] !== undefined) values.set(name, outputs[index]);
    });
  }
  return graph.outputs.map(({ name }) => find(name));
}

/** Names the node in whatever is thrown. */
function inNode<Result>({ op, name }: GraphNode, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw new LinnetError(`node "${name}" (${op}): ${error instanceof Error ? error.message : error}`);
  }
}
