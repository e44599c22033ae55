// What is left of a written graph without the nodes that no output needs, with its outputs under their own names.

import { takeName } from "../../formats/freeName.js";
import type { GraphNode } from "../../formats/opGraphTypes.js";
import type { WrittenGraph } from "../../formats/writtenGraph.js";

type Parts = Pick<WrittenGraph, "nodes" | "constants" | "types" | "quantization">;

interface Ends {
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  /** The new names of outputs. */
  readonly renames: ReadonlyMap<string, string>;
}

export function usedNodes({ nodes, constants, types, quantization }: Parts, { inputs, outputs, renames }: Ends): Parts {
  const needed = new Set([...inputs, ...outputs]);
  const used: GraphNode[] = [];
  for (const node of [...nodes].reverse()) {
    if (!node.outputs.some((output) => needed.has(output))) continue;
    for (const input of node.inputs) needed.add(input);
    used.push(node);
  }
  const moved = movedNames(needed, renames);
  const nameOf = (name: string): string => moved.get(name) ?? name;
  const kept = <T>(entries: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...entries].filter(([name]) => needed.has(name)).map(([name, entry]) => [nameOf(name), entry]));
  const nodeNames = new Set<string>();
  return {
    nodes: used.reverse().map((node) => ({
      ...node,
      name: takeName(node.name, nodeNames),
      inputs: node.inputs.map(nameOf),
      outputs: node.outputs.map(nameOf),
    })),
    constants: kept(constants),
    types: kept(types),
    ...(quantization !== undefined && { quantization: kept(quantization) }),
  };
}

/** The renames, and new names for the values that had the names of outputs. */
function movedNames(names: ReadonlySet<string>, renames: ReadonlyMap<string, string>): Map<string, string> {
  const moved = new Map(renames);
  const taken = new Set([...names, ...renames.values()]);
  for (const wanted of renames.values()) {
    if (!names.has(wanted) || renames.has(wanted)) continue;
    let other = `${wanted}_inner`;
    while (taken.has(other)) other = `${other}_`;
    taken.add(other);
    moved.set(wanted, other);
  }
  return moved;
}
