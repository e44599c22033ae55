// The order in which the nodes of a graph can run.

import { LinnetError } from "../tensor/errors.js";
import type { GraphNode } from "./opGraphTypes.js";

/** Whether a name is among some. */
export type Names = Pick<ReadonlySet<string>, "has">;

/**
 * The nodes, each after those whose outputs it reads (Kahn, 1962).
 * @param known names of values that are there from the start
 * @param readsOf names that a node reads. Default: its inputs.
 * @throws LinnetError naming the node if a value is made twice, never made, or made of itself
 */
export function sortNodes(
  nodes: readonly GraphNode[],
  known: Names,
  readsOf: (node: GraphNode) => readonly string[] = (node) => node.inputs,
): GraphNode[] {
  const makers = makersOf(nodes, known);
  const waitingFor = new Map<GraphNode, number>();
  const readers = new Map<GraphNode, GraphNode[]>();
  for (const node of nodes) {
    const sources = readsOf(node).filter((name) => name !== "" && !known.has(name));
    waitingFor.set(node, sources.length);
    for (const name of sources) {
      const maker = makers.get(name);
      if (maker === undefined) throw new LinnetError(`${labelOf(node)} reads "${name}", which nothing makes`);
      const others = readers.get(maker);
      if (others === undefined) readers.set(maker, [node]);
      else others.push(node);
    }
  }
  return inOrder(nodes, waitingFor, readers);
}

function labelOf({ op, name }: GraphNode): string {
  return `node "${name}" (${op})`;
}

function makersOf(nodes: readonly GraphNode[], known: Names): Map<string, GraphNode> {
  const makers = new Map<string, GraphNode>();
  for (const node of nodes)
    for (const name of node.outputs) {
      if (name === "") continue;
      if (makers.has(name) || known.has(name)) throw new LinnetError(`${labelOf(node)} makes "${name}" a second time`);
      makers.set(name, node);
    }
  return makers;
}

function inOrder(
  nodes: readonly GraphNode[],
  waitingFor: Map<GraphNode, number>,
  readers: ReadonlyMap<GraphNode, readonly GraphNode[]>,
): GraphNode[] {
  // Grows while it is gone through.
  const sorted = nodes.filter((node) => waitingFor.get(node) === 0);
  for (const node of sorted)
    for (const reader of readers.get(node) ?? []) {
      const left = waitingFor.get(reader)! - 1;
      waitingFor.set(reader, left);
      if (left === 0) sorted.push(reader);
    }
  const stuck = nodes.find((node) => waitingFor.get(node)! > 0);
  if (stuck !== undefined) throw new LinnetError(`${labelOf(stuck)} reads what is made of its own output`);
  return sorted;
}
