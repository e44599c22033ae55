// Which nodes of a graph are to work on whole numbers, and which of their values stand for real numbers alike.

import type { GraphNode } from "../formats/opGraphTypes.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import type { Quantization } from "../tensor/ops/int8/quantization.js";
import { hasKernel, int8Op } from "./int8Ops.js";

export interface Int8Plan {
  readonly nodes: ReadonlySet<GraphNode>;
  /** The values that these nodes read and make, constants left out, each with the group in which all stand for numbers alike. */
  readonly groups: ReadonlyMap<string, string>;
  /** What groups stand for that no picture decides. */
  readonly fixed: ReadonlyMap<string, Quantization>;
  /** The values of the other groups whose ranges count. */
  readonly observed: readonly string[];
}

export function planInt8(graph: WrittenGraph): Int8Plan {
  const groups = new Groups();
  const nodes = new Set<GraphNode>();
  const made = new Set<string>();
  for (const node of graph.nodes) {
    const read = activationsOf(node, graph);
    // Convolutions are worth a rounding of what they read; other ops go on with whole numbers where they find them.
    const isAsked = hasKernel(node) || read.every((name) => made.has(name));
    if (!isAsked || !canBeInt8(node, graph) || !groups.take(node, read)) continue;
    nodes.add(node);
    for (const name of node.outputs) made.add(name);
  }
  const { members, fixed } = groups;
  const filled = new Set([...nodes].filter(({ op }) => int8Op(op)?.isFilled).flatMap(({ outputs }) => outputs));
  const observed = [...members].filter(([name, group]) => !fixed.has(group) && !filled.has(name));
  return { nodes, groups: members, fixed, observed: observed.map(([name]) => name) };
}

/** The real numbers that a node reads and that the network computes. */
function activationsOf({ inputs }: GraphNode, { types, constants }: WrittenGraph): string[] {
  return inputs.filter((name) => types.get(name)?.type === "float32" && !constants.has(name));
}

function canBeInt8(node: GraphNode, graph: WrittenGraph): boolean {
  const rule = int8Op(node.op);
  if (rule === null || activationsOf(node, graph).length === 0) return false;
  // A network's last probabilities are left as they are.
  if (rule.output !== undefined && graph.outputs.some(({ name }) => node.outputs.includes(name))) return false;
  const isWeight = (name: string | undefined): boolean => name !== undefined && graph.constants.has(name);
  if (hasKernel(node) && !(isWeight(node.inputs[1]) && isWeight(node.inputs[2]))) return false;
  return node.outputs.every((name) => graph.types.get(name)?.type === "float32");
}

class Groups {
  readonly #groups = new Map<string, string>();
  readonly fixed = new Map<string, Quantization>();

  get members(): ReadonlyMap<string, string> {
    return this.#groups;
  }

  /** False if the node's values cannot stand for numbers as its op asks: others have decided on them. */
  take({ op, outputs: [output] }: GraphNode, read: readonly string[]): boolean {
    const { shares = false, output: fixed } = int8Op(op)!;
    const before = [...new Set(read.map((name) => this.#groups.get(name) ?? name))];
    if (shares && before.length > 1 && before.some((group) => this.fixed.has(group))) return false;
    for (const name of read) if (!this.#groups.has(name)) this.#groups.set(name, name);
    this.#groups.set(output!, output!);
    if (fixed !== undefined) this.fixed.set(output!, fixed);
    if (shares) this.#join([...before, output!]);
    return true;
  }

  #join([first, ...others]: readonly string[]): void {
    for (const [name, group] of this.#groups) if (others.includes(group)) this.#groups.set(name, first!);
  }
}
