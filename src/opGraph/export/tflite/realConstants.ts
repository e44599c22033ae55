// Constants of integers that no op of integers reads: they are real from the beginning, since TensorFlow Lite's DEQUANTIZE takes
// neither biases nor, in older programs, several scales. Kernels of uint8 with one scale stay.

import type { WrittenGraph } from "../../../formats/writtenGraph.js";
import { dequantizedNumbers } from "../../quantizedValue.js";
import { usedNodes } from "../usedNodes.js";

/** The graph of the nodes that are needed. */
export function withRealConstants(graph: WrittenGraph): WrittenGraph {
  const constants = new Map(graph.constants);
  const nodes = graph.nodes.filter(({ op, inputs: [input = ""], outputs: [output] }) => {
    const constant = graph.constants.get(input);
    const kind = graph.quantization?.get(input);
    if (op !== "DEQUANTIZE" || constant === undefined || kind === undefined) return true;
    if (constant.type === "uint8" && kind.scale.length === 1) return true;
    const { shape, values } = constant;
    constants.set(output!, { type: "float32", shape, values: dequantizedNumbers(values as Float64Array, shape, kind) });
    return false;
  });
  const inputs = graph.inputs.map(({ name }) => name);
  const outputs = graph.outputs.map(({ name }) => name);
  return { ...graph, ...usedNodes({ ...graph, nodes, constants }, { inputs, outputs, renames: new Map() }) };
}
