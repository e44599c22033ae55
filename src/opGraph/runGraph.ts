// Runs an imported graph node by node: on placeholders that traces it into linnet's ops.

import type { GraphNode, OpGraph, Subgraph } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import { fitted } from "./fitted.js";
import type { OpTable } from "./opTable.js";
import { constantValue } from "./quantizedValue.js";
import { NotKnownError, type Value } from "./value.js";

/** Loops repeat the nodes inside them: so many are no longer a network. */
const MOST_REPEATED = 10_000;

type Find = (name: string) => Value | undefined;

export interface RunOptions {
  /** Whether quantized values are rounded, as their file says, and computed as integers where linnet can. Default: false. */
  readonly integers?: boolean;
}

/**
 * The graph's outputs, in order.
 * @param given the inputs by their names, and constants that stand in for the graph's own
 * @throws LinnetError naming the node, if its op is not known or does not fit its inputs
 */
export function runGraph(
  graph: OpGraph,
  given: ReadonlyMap<string, Value>,
  table: OpTable,
  { integers = false }: RunOptions = {},
): Value[] {
  const run = new GraphRun(graph, table, integers);
  const { nodes, constants, outputs } = graph;
  return run.run({ nodes, constants, outputs: outputs.map(({ name }) => name) }, given, () => undefined);
}

class GraphRun {
  #repeated = 0;

  constructor(
    private readonly graph: OpGraph,
    private readonly table: OpTable,
    private readonly integers: boolean,
  ) {}

  /** @param around finds the values that stand around a graph inside a graph */
  run(graph: Omit<Subgraph, "inputs">, given: ReadonlyMap<string, Value>, around: Find): Value[] {
    const values = new Map<string, Value>(given);
    const find = (name: string): Value | undefined =>
      values.get(name) ?? this.#constantIn(graph, name, values) ?? around(name);
    const expect = (name: string): Value => {
      const value = find(name);
      if (value !== undefined) return value;
      throw new LinnetError(`expected a value "${name}", no node before makes it`);
    };
    for (const node of graph.nodes) {
      const outputs = inNode(node, () => this.#runNode(node, expect, find));
      node.outputs.forEach((name, index) => {
        if (name !== "" && outputs[index] !== undefined) values.set(name, this.#fitted(name, outputs[index], node));
      });
    }
    return graph.outputs.map(expect);
  }

  #runNode(node: GraphNode, expect: (name: string) => Value, find: Find): readonly Value[] {
    const { ops } = this.table;
    const run = Object.hasOwn(ops, node.op) ? ops[node.op] : undefined;
    if (run === undefined) throw new LinnetError(`linnet does not know the op ${node.op} of ${this.graph.dialect}`);
    const inputs = node.inputs.map((name) => (name === "" ? null : expect(name)));
    const inner = (graph: Subgraph, given: readonly Value[]): Value[] => {
      this.#repeated += 1 + graph.nodes.length;
      if (this.#repeated > MOST_REPEATED)
        throw new LinnetError(`graphs inside the graph run more than ${MOST_REPEATED} nodes`);
      const named = graph.inputs.map((name, index): [string, Value] => [name, given[index]!]);
      return this.run(graph, new Map(named), find);
    };
    return run(inputs, node, { opset: this.graph.opset, integers: this.integers, run: inner });
  }

  /** A constant becomes a value when it is first read. */
  #constantIn(graph: Pick<Subgraph, "constants">, name: string, values: Map<string, Value>): Value | undefined {
    const constant = graph.constants.get(name);
    if (constant === undefined) return undefined;
    const isOwn = graph.constants === this.graph.constants;
    const value = constantValue(constant, isOwn ? this.graph.quantization?.get(name) : undefined);
    values.set(name, value);
    return value;
  }

  #fitted(name: string, value: Value, node: GraphNode): Value {
    const quantization = this.graph.quantization?.get(name);
    return quantization === undefined ? value : inNode(node, () => fitted(value, quantization, node, this.integers));
  }
}

/** Names the node in whatever is thrown. */
function inNode<Result>({ op, name }: GraphNode, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    const message = `node "${name}" (${op}): ${error instanceof Error ? error.message : error}`;
    throw error instanceof NotKnownError ? new NotKnownError(message) : new LinnetError(message);
  }
}
