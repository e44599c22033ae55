// A network of layers around an imported graph.

import type { DescribedLayer } from "../formats/opened.js";
import type { GraphInput, OpGraph } from "../formats/opGraphTypes.js";
import { input } from "../layers/input.js";
import type { LayerOutput } from "../layers/layer.js";
import { LinnetError } from "../tensor/errors.js";
import { type Shape, sizeOf } from "../tensor/shape.js";
import { loadDialect } from "./dialects.js";
import { ImportedGraph, PackedPart } from "./importedGraph.js";

export interface GraphEnds {
  readonly name: string;
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
}

/**
 * Connects the graph to inputs of its own. Pictures come as `[height, width, channels]`, as everywhere in linnet.
 * @throws LinnetError naming an input whose shape is open, or a node that linnet cannot run
 */
export async function connectGraph(graph: OpGraph, name: string): Promise<GraphEnds> {
  await loadDialect(graph.dialect);
  const inputs = graph.inputs.map((one) => input({ name: layerName(one.name), shape: exampleShape(one) }));
  const pictures = graph.inputs.filter(isChannelsFirst).map((one) => one.name);
  const layer = new ImportedGraph({ name: "graph", graph, pictures });
  const packed = layer.apply(inputs);
  if (graph.outputs.length === 1) return { name, inputs, outputs: [packed] };
  let begin = 0;
  const outputs = layer.outputShapes.map((shape, index) => {
    const part = new PackedPart({ name: layerName(graph.outputs[index]!.name), begin, shape });
    begin += sizeOf(shape);
    return part.apply(packed);
  });
  return { name, inputs, outputs };
}

/** Loads the ops of the graphs among these layers, whose description is not checked yet. */
export async function loadGraphs(layers: readonly Partial<DescribedLayer>[]): Promise<void> {
  for (const { className, config } of layers)
    if (className === "linnet>ImportedGraph")
      await loadDialect((config?.graph as Partial<OpGraph> | undefined)?.dialect);
}

/** Layers' names have no slashes, which part them from their weights'. */
function layerName(name: string): string {
  return name.replaceAll("/", ":");
}

/** Whether it is a batch of pictures with the channels before the height. */
function isChannelsFirst({ shape }: GraphInput): boolean {
  const [, channels, , last] = shape;
  const isFew = (length: number | null | undefined): boolean => length === 1 || length === 3 || length === 4;
  return shape.length === 4 && isFew(channels) && !isFew(last);
}

function exampleShape(given: GraphInput): Shape {
  const [, ...example] = given.shape;
  const open = example.indexOf(null);
  if (open >= 0)
    throw new LinnetError(`input "${given.name}": expected a shape with all its lengths, axis ${open + 1} is open`);
  if (given.shape.length === 0)
    throw new LinnetError(`input "${given.name}": expected an axis for the batch, got a single number`);
  const shape = example as Shape;
  return isChannelsFirst(given) ? [shape[1]!, shape[2]!, shape[0]!] : shape;
}
