// Weights in 16 bits, which a graph makes float32 again before they are read.

import type { Constant, GraphNode } from "../../formats/opGraphTypes.js";
import type { ValueType, WrittenGraph } from "../../formats/writtenGraph.js";

/** Smaller constants stay as they are: there is nothing to save. */
const LEAST_SIZE = 16;
const LARGEST_HALF = 65504;

const conversions: { readonly [dialect: string]: Pick<GraphNode, "op" | "attributes"> } = {
  onnx: { op: "Cast", attributes: { to: 1 } },
  tflite: { op: "DEQUANTIZE", attributes: {} },
};

/** The graph with its weights as float16, except those that are too large for it. The same numbers, to 11 bits. */
export function halfWeights(graph: WrittenGraph): WrittenGraph {
  const constants = new Map<string, Constant>();
  const types = new Map<string, ValueType>(graph.types);
  const nodes: GraphNode[] = [];
  for (const [name, constant] of graph.constants) {
    if (!canBeHalf(constant)) {
      constants.set(name, constant);
      continue;
    }
    const stored = `${name}/float16`;
    constants.set(stored, { ...constant, type: "float16" });
    types.set(stored, { ...types.get(name)!, type: "float16" });
    nodes.push({ ...conversions[graph.dialect]!, name: `${name}/float32`, inputs: [stored], outputs: [name] });
  }
  return { ...graph, constants, types, nodes: [...nodes, ...graph.nodes] };
}

function canBeHalf({ type, values }: Constant): boolean {
  if (type !== "float32" || values.length < LEAST_SIZE) return false;
  return (values as Float32Array).every((value) => Math.abs(value) <= LARGEST_HALF);
}
