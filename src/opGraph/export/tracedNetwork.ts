// A network as a graph of core ops, traced at inference with two batches of different size.

import { removeDeadCode } from "../../graph/passes/deadCode.js";
import { foldAffine } from "../../graph/passes/foldAffine.js";
import { fuseEpilogues } from "../../graph/passes/fuseEpilogues.js";
import { type Graph, graphOf, type ProducedTensor } from "../../graph/trace.js";
import { type CallContext, inferenceContext, type Layer } from "../../layers/layer.js";
import { LinnetError } from "../../tensor/errors.js";
import { broadcastTo } from "../../tensor/ops/broadcastTo.js";
import { slice } from "../../tensor/ops/slice.js";
import { type Shape, sameShape } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { ImportedGraph } from "../importedGraph.js";
import { tracedBatches } from "./length.js";
import { inRealNumbers, type WholeNumbers } from "./realNumbers.js";

/** An input or an output: its name, and its shape without the batch axis. */
interface End {
  readonly name: string;
  readonly shape: Shape;
}

/** What is exported of a network. */
export interface ExportedNetwork {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly inputEnds: readonly End[];
  readonly outputEnds: readonly End[];
  callAll(xs: readonly Tensor[], context: CallContext): Tensor[];
}

/** The graph of one batch size, and for each of its tensors the one that stands at its place in the graph of the other. */
export interface TracedNetwork {
  readonly graph: Graph;
  twinOf(tensor: Tensor): Tensor;
  /** The layer that a tensor belongs to: its own, or else that of what reads it. */
  layerOf(tensor: Tensor): string;
  /** The constants that are whole numbers in a file. */
  readonly whole: ReadonlyMap<Tensor, WholeNumbers>;
}

/** @param lower rewrites what the dialect has no ops for @throws LinnetError naming the layer if the graph itself follows the batch */
export function traceNetwork(network: ExportedNetwork, lower: (graph: Graph) => Graph): TracedNetwork {
  // What was made for one example goes out for one, as it came in.
  const isForOne = network.layers.some((layer) => layer instanceof ImportedGraph && layer.isForOne);
  const batches = isForOne ? [1, 1] : tracedBatches;
  const traced = batches.map((batch) => graphFor(network, batch, lower));
  const [{ graph, whole }, { graph: twin }] = traced as [Traced, Traced];
  const layers = layersOf(graph, network.name);
  return { graph, whole, twinOf: pair(graph, twin, layers), layerOf: (tensor) => layers.get(tensor) ?? network.name };
}

type Traced = Pick<TracedNetwork, "graph" | "whole">;

function graphFor(network: ExportedNetwork, batch: number, lower: (graph: Graph) => Graph): Traced {
  const xs = network.inputEnds.map(({ name, shape }) => Tensor.placeholder([batch, ...shape], name));
  const { graph, whole } = inRealNumbers(graphOf(xs, network.callAll(xs, inferenceContext)));
  const passes = [removeDeadCode, foldAffine, lower, removeDeadCode, fuseEpilogues];
  return { graph: passes.reduce((before, pass) => pass(before), graph), whole };
}

/** Tensors inside a layer have no name: they get that of the layer that reads them. */
function layersOf({ nodes, outputs }: Graph, network: string): Map<Tensor, string> {
  const layers = new Map<Tensor, string>();
  for (const output of outputs) layers.set(output, output.name ?? network);
  for (const node of [...nodes].reverse()) {
    const layer = node.name ?? layers.get(node) ?? network;
    layers.set(node, layer);
    for (const input of node.producer.inputs) if (!layers.has(input)) layers.set(input, layer);
  }
  return layers;
}

function pair(graph: Graph, twin: Graph, layers: ReadonlyMap<Tensor, string>): (tensor: Tensor) => Tensor {
  const twins = new Map<Tensor, Tensor>();
  const link = (tensor: Tensor, other: Tensor | undefined, reader: string): void => {
    const known = twins.get(tensor);
    const isNew = known === undefined || tensor.isConcrete;
    if (known !== other && !(isNew && other !== undefined && areAlike(tensor, other)))
      throw new LinnetError(
        `export: layer "${reader}": it computes other things with ${tracedBatches[1]} examples in a batch than with ` +
          `${tracedBatches[0]}, so no file can hold it for every batch size`,
      );
    if (other !== undefined) twins.set(tensor, other);
  };
  graph.inputs.forEach((input, index) => {
    link(input, twin.inputs[index], input.name ?? "input");
  });
  graph.nodes.forEach((node, index) => {
    const layer = layers.get(node)!;
    const other = twin.nodes[index];
    node.producer.inputs.forEach((input, place) => {
      link(input, other?.producer.inputs[place], layer);
    });
    link(node, other, layer);
  });
  graph.outputs.forEach((output, index) => {
    link(output, twin.outputs[index], layers.get(output) ?? "output");
  });
  return (tensor) => twins.get(tensor) ?? tensor;
}

/** Whether two tensors are the same one under two batch sizes. */
function areAlike(tensor: Tensor, other: Tensor): boolean {
  if (tensor.rank !== other.rank || tensor.isConcrete !== other.isConcrete) return false;
  if (tensor.isConcrete) return areEqual(tensor, other);
  return isNode(tensor) === isNode(other) && tensor.producer?.op === other.producer?.op;
}

function isNode(tensor: Tensor): tensor is ProducedTensor {
  return tensor.producer !== null;
}

/** Whether two constants are one, or one that is repeated for every example of the batch. */
function areEqual(tensor: Tensor, other: Tensor): boolean {
  const [values, others] = [tensor.values, other.values];
  if (values === others) return true;
  if (sameShape(tensor.shape, other.shape)) return sameValues(tensor, other);
  const [one, otherOne] = [unrepeated(tensor, other), unrepeated(other, tensor)];
  return sameValues(one, otherOne) && [tensor, other].every((each) => sameValues(broadcastTo(one, each.shape), each));
}

/** A constant's first entry along the axes whose length is not that of its twin. */
export function unrepeated(tensor: Tensor, twin: Tensor): Tensor {
  const size = tensor.shape.map((length, axis) => (length === twin.shape[axis] ? length : 1));
  const begin = size.map(() => 0);
  return slice(tensor, begin, size);
}

function sameValues(a: Tensor, b: Tensor): boolean {
  return sameShape(a.shape, b.shape) && a.values.every((value, index) => Object.is(value, b.values[index]));
}
