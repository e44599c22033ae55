// Which node alone reads a value.

import type { GraphNode } from "../../../formats/opGraphTypes.js";
import type { WrittenGraph } from "../../../formats/writtenGraph.js";

/** By the names of the values that one node reads, once, and that are no output of the graph. */
export function onlyReaders({ nodes, outputs }: WrittenGraph): ReadonlyMap<string, GraphNode> {
  const readers = new Map<string, GraphNode[]>();
  for (const node of nodes) for (const input of node.inputs) readers.set(input, [...(readers.get(input) ?? []), node]);
  const given = new Set(outputs.map(({ name }) => name));
  const single = [...readers].filter(([name, { length }]) => length === 1 && !given.has(name));
  return new Map(single.map(([name, [reader]]) => [name, reader!]));
}
