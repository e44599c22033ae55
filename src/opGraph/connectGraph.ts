// A network of layers around an imported graph.

import { takeName } from "../formats/freeName.js";
import type { DescribedLayer } from "../formats/opened.js";
import { type GraphInput, IMPORTED_GRAPH, type OpGraph } from "../formats/opGraphTypes.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import { LinnetError } from "../tensor/errors.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { isDialect, loadDialect } from "./dialects.js";
import { foldConstants } from "./foldConstants.js";
import { ImportedGraph, PackedPart } from "./importedGraph.js";

export interface GraphEnds {
  readonly name: string;
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
}

/**
 * Connects the graph to inputs of its own. Pictures come as `[height, width, channels]`, as everywhere in linnet.
 * @param fill an input's shape without the batch, with what it leaves open
 * @throws LinnetError naming an input whose shape is open, or a node that linnet cannot run
 */
export async function connectGraph(
  graph: OpGraph,
  name: string,
  fill: (input: string, shape: readonly (number | null)[]) => Shape = expectWhole,
): Promise<GraphEnds> {
  const table = await loadDialect(graph.dialect);
  const counts = [graph.inputs.length, graph.outputs.length];
  if (counts.includes(0)) throw new LinnetError(`expected inputs and outputs, got ${counts.join(" and ")}`);
  const taken = new Set(["graph"]);
  const pictures = graph.inputs.filter((one) => isChannelsFirst(one, graph)).map((one) => one.name);
  const inputs = graph.inputs.map((one) => {
    const shape = exampleShape(one);
    const [channels, ...pixels] = shape;
    const turned = pictures.includes(one.name) ? [...pixels, channels!] : shape;
    return input({ name: layerName(one.name, taken), shape: fill(one.name, turned) });
  });
  const layer = new ImportedGraph({ name: "graph", graph: foldConstants(graph, table), pictures });
  const packed = layer.apply(inputs);
  if (graph.outputs.length === 1) return { name, inputs, outputs: [packed] };
  let begin = 0;
  const outputs = layer.outputShapes.map((shape, index) => {
    const part = new PackedPart({ name: layerName(graph.outputs[index]!.name, taken), begin, shape });
    begin += sizeOf(shape);
    return part.apply(packed);
  });
  return { name, inputs, outputs };
}

/** Loads the ops of the graphs among these layers, whose description is not checked yet: a dialect that is none is refused later. */
export async function loadGraphs(layers: readonly Partial<DescribedLayer>[]): Promise<void> {
  for (const { className, config } of layers) {
    const dialect = (config?.graph as Partial<OpGraph> | null | undefined)?.dialect;
    if (className === IMPORTED_GRAPH && isDialect(dialect)) await loadDialect(dialect);
  }
}

/** Layers' names have no slashes, which part them from their weights', and are no other layer's. */
function layerName(name: string, taken: Set<string>): string {
  return takeName(name.replaceAll("/", ":"), taken);
}

/** Whether it is a batch of pictures with the channels before the height, as in ONNX alone. */
function isChannelsFirst({ shape }: GraphInput, { dialect }: OpGraph): boolean {
  if (dialect !== "onnx") return false;
  const [, channels, , last] = shape;
  const isFew = (length: number | null | undefined): boolean => length === 1 || length === 3 || length === 4;
  return shape.length === 4 && (isFew(channels) || channels === null) && !isFew(last);
}

function exampleShape(given: GraphInput): GraphInput["shape"] {
  const [, ...example] = given.shape;
  if (given.shape.length === 0)
    throw new LinnetError(`input "${given.name}": expected an axis for the batch, got a single number`);
  return example;
}

function expectWhole(name: string, shape: GraphInput["shape"]): Shape {
  const open = shape.indexOf(null);
  if (open < 0) return shape as Shape;
  throw new LinnetError(`input "${name}": expected a shape with all its lengths, axis ${open + 1} is open`);
}
