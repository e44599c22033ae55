// What the nodes of a graph read.

import type { GraphNode, Subgraph } from "./opGraphTypes.js";

/** What a node reads, its graphs' reads of values around them among it. */
export function readsOf({ inputs, attributes }: GraphNode): string[] {
  const inner = Object.values(attributes).flatMap((value) =>
    typeof value === "object" && "nodes" in value ? outerReads(value) : [],
  );
  return [...inputs, ...inner];
}

function outerReads({ inputs, outputs, nodes, constants }: Subgraph): string[] {
  const own = new Set([...inputs, ...constants.keys(), ...nodes.flatMap((node) => node.outputs)]);
  return [...nodes.flatMap(readsOf), ...outputs].filter((name) => !own.has(name));
}
