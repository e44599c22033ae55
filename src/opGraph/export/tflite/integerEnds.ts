// Inputs and outputs of integers: a graph that was read with them is written with them.

import type { GraphNode, ValueQuantization } from "../../../formats/opGraphTypes.js";
import type { WrittenGraph } from "../../../formats/writtenGraph.js";
import { ImportedGraph } from "../../importedGraph.js";
import type { ExportedNetwork } from "../tracedNetwork.js";
import { onlyReaders } from "./onlyReaders.js";

/** The graph with integers of 8 bits at its ends, if the network is a whole graph that has them there. */
export function withIntegerEnds(
  written: WrittenGraph,
  { layers, inputEnds, outputEnds }: ExportedNetwork,
): WrittenGraph {
  const { graph } = layers.find((layer) => layer instanceof ImportedGraph) ?? { graph: null };
  const isWhole = layers.length === inputEnds.length + 1 && graph?.outputs.length === outputEnds.length;
  if (graph === null || !isWhole || written.quantization === undefined) return written;
  const kindOf = ({ name }: { readonly name: string }): ValueQuantization | undefined => graph.quantization?.get(name);
  const withInputs = written.inputs.reduce<WrittenGraph>(
    (before, { name }, index) => withInput(before, name, kindOf(graph.inputs[index]!)),
    written,
  );
  return written.outputs.reduce<WrittenGraph>(
    (before, { name }, index) => withOutput(before, name, kindOf(graph.outputs[index]!)),
    withInputs,
  );
}

function withInput(graph: WrittenGraph, name: string, kind: ValueQuantization | undefined): WrittenGraph {
  const reader = onlyReaders(graph).get(name);
  const integers = reader?.op === "QUANTIZE" ? reader.outputs[0]! : null;
  if (integers === null || kind === undefined || !isLike(kind, graph.quantization!.get(integers)!)) return graph;
  const typed = withKind(graph, name, kind);
  const inputs = graph.inputs.map((input) => (input.name === name ? { ...input, type: kind.type } : input));
  // QUANTIZE makes int8 of uint8, too.
  if (kind.type === "uint8") return { ...typed, inputs };
  return { ...without(typed, reader!, { from: integers, to: name }), inputs };
}

function withOutput(graph: WrittenGraph, name: string, kind: ValueQuantization | undefined): WrittenGraph {
  const maker = graph.nodes.find(({ outputs }) => outputs.includes(name));
  const integers = maker?.op === "DEQUANTIZE" ? maker.inputs[0]! : null;
  if (integers === null || kind === undefined || !isLike(kind, graph.quantization!.get(integers)!)) return graph;
  const typed = withKind(graph, name, kind);
  if (kind.type === "uint8")
    return { ...typed, nodes: graph.nodes.map((node) => (node === maker ? { ...node, op: "QUANTIZE" } : node)) };
  const isInner = graph.nodes.some(({ outputs }) => outputs.includes(integers));
  return isInner ? without(typed, maker!, { from: integers, to: name }) : graph;
}

/** Whether the integers of 8 bits stand for the same numbers as those of int8. */
function isLike({ type, scale, zeroPoint }: ValueQuantization, int8: ValueQuantization): boolean {
  const zero = zeroPoint[0]! - (type === "uint8" ? 128 : 0);
  return (type === "int8" || type === "uint8") && scale[0] === int8.scale[0] && zero === int8.zeroPoint[0];
}

function withKind(graph: WrittenGraph, name: string, kind: ValueQuantization): WrittenGraph {
  const types = new Map(graph.types).set(name, { ...graph.types.get(name)!, type: kind.type });
  return { ...graph, types, quantization: new Map(graph.quantization).set(name, kind) };
}

/** The graph without a node between two values, which are then one, under the name of the second. */
function without(
  { types, quantization, ...graph }: WrittenGraph,
  gone: GraphNode,
  { from, to }: { readonly from: string; readonly to: string },
): WrittenGraph {
  const nameOf = (name: string): string => (name === from ? to : name);
  const kept = <T>(entries: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...entries].filter(([name]) => name !== from));
  const nodes = graph.nodes
    .filter((node) => node !== gone)
    .map((node) => ({ ...node, inputs: node.inputs.map(nameOf), outputs: node.outputs.map(nameOf) }));
  return { ...graph, nodes, types: kept(types), quantization: kept(quantization!) };
}
