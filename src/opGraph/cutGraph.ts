// An imported graph without its classifier: what its ops make of a picture before they make one row of it.

import { freeName } from "../formats/freeName.js";
import type { GraphNode, OpGraph } from "../formats/opGraphTypes.js";
import { readsOf } from "../formats/readsOf.js";
import type { LayerOutput } from "../layers/layer.js";
import type { Shape } from "../tensor/shape.js";
import { ImportedGraph } from "./importedGraph.js";

/** A classifier has few. A picture that more come after is cut into patches, which the products then mix. */
const MOST_PRODUCTS = 4;

/**
 * The graph of the layer up to the last picture on the way to all its outputs, as `[height, width, channels]`, or else up
 * to the row that its last matrix product reads; null if there is neither.
 */
export function cutGraph({ layer, inputs }: LayerOutput): LayerOutput | null {
  if (!(layer instanceof ImportedGraph)) return null;
  const { graph, pictures } = layer;
  const cut = (part: OpGraph): LayerOutput =>
    new ImportedGraph({ name: layer.name, graph: part, pictures }).apply(inputs);
  const nodes = nodesOfAll(graph);
  const places = picturesOf(graph.nodes).filter((name) => nodes.some((node) => node.outputs.includes(name)));
  const product = nodes.findLast(isProduct);
  const row = product?.inputs.find((name) => !graph.constants.has(name));
  const rows = row === undefined || graph.inputs.some(({ name }) => name === row) ? [] : [row];
  const candidates = [...new Set([...places, ...rows])];
  if (candidates.length === 0) return null;
  const shapes = shapesOf(upTo(graph, candidates), { pictures, inputs });
  const shapeOf = (name: string): Shape => shapes[candidates.indexOf(name)]!;
  const place = places.findLast(
    (name) => hasPlaces(shapeOf(name), graph) && productsAfter(nodes, name) <= MOST_PRODUCTS,
  );
  if (place !== undefined) return cut(channelsLast(upTo(graph, [place]), place));
  const [only] = rows.filter((name) => shapeOf(name).length === 1);
  return only === undefined ? null : cut(upTo(graph, [only]));
}

/** The nodes that every output of the graph comes from. */
function nodesOfAll(graph: OpGraph): GraphNode[] {
  const ways = graph.outputs.map(({ name }) => nodesBefore(graph, [name]));
  return graph.nodes.filter((node) => ways.every((way) => way.has(node)));
}

function nodesBefore({ nodes }: OpGraph, outputs: readonly string[]): ReadonlySet<GraphNode> {
  const wanted = new Set(outputs);
  const before = nodes.toReversed().filter((node) => {
    const isWanted = node.outputs.some((name) => wanted.has(name));
    if (isWanted) for (const name of readsOf(node)) wanted.add(name);
    return isWanted;
  });
  return new Set(before);
}

/** The part of the graph that these values come from. */
function upTo(graph: OpGraph, outputs: readonly string[]): OpGraph {
  const before = nodesBefore(graph, outputs);
  const nodes = graph.nodes.filter((node) => before.has(node));
  const read = new Set(nodes.flatMap(readsOf));
  const constants = new Map([...graph.constants].filter(([name]) => read.has(name)));
  return { ...graph, nodes, constants, outputs: outputs.map((name) => ({ name })) };
}

/** Values that may be pictures: convolutions make them, and what neither moves nor mixes axes keeps them. */
function picturesOf(nodes: readonly GraphNode[]): string[] {
  const found = new Set<string>();
  for (const { op, inputs, outputs } of nodes) {
    const isKept = !/reshape|transpose|permute|matmul|gemm|fully|einsum/i.test(op);
    if (/conv/i.test(op) || (isKept && inputs.some((name) => found.has(name)))) found.add(outputs[0]!);
  }
  return [...found];
}

function isProduct({ op }: GraphNode): boolean {
  return /matmul|gemm|fully/i.test(op);
}

function productsAfter(nodes: readonly GraphNode[], value: string): number {
  const place = nodes.findIndex(({ outputs }) => outputs.includes(value));
  return nodes.slice(place + 1).filter(isProduct).length;
}

function hasPlaces(shape: Shape, { dialect }: OpGraph): boolean {
  const [height, width] = dialect === "onnx" ? shape.slice(1) : shape;
  return shape.length === 3 && height! * width! > 1;
}

/** The shapes of the graph's outputs, without the batch axis. */
function shapesOf(
  graph: OpGraph,
  { pictures, inputs }: { readonly pictures: readonly string[]; readonly inputs: readonly LayerOutput[] },
): readonly Shape[] {
  const layer = new ImportedGraph({ graph, pictures });
  layer.apply(inputs);
  return layer.outputShapes;
}

/** ONNX has the channels of pictures before the height. */
function channelsLast(graph: OpGraph, picture: string): OpGraph {
  if (graph.dialect !== "onnx") return graph;
  const name = freeName("picture", new Set(graph.nodes.flatMap(({ outputs }) => outputs)));
  const attributes = { perm: [0, 2, 3, 1] };
  const node = { op: "Transpose", name, inputs: [picture], outputs: [name], attributes };
  return { ...graph, nodes: [...graph.nodes, node], outputs: [{ name }] };
}
