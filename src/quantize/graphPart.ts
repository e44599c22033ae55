// A part of a graph as a program of its own, for one example.

import type { Backend, Program } from "../backends/backend.js";
import { compile } from "../backends/compile.js";
import type { GraphNode } from "../formats/opGraphTypes.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import { loadDialect } from "../opGraph/dialects.js";
import { runGraph } from "../opGraph/runGraph.js";
import { tensorValue, toTensor } from "../opGraph/value.js";
import type { Tensor } from "../tensor/tensor.js";

export interface Part {
  readonly nodes: readonly GraphNode[];
  /** Names of float32 values. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/**
 * A program whose results the next run overwrites: they are as many numbers as the network has, for each of many examples.
 * @param finish what becomes of the values of the outputs. Default: nothing
 */
export async function compilePart(
  graph: Pick<WrittenGraph, "dialect" | "opset" | "constants" | "types">,
  { nodes, inputs, outputs }: Part,
  { backend, finish = (tensors) => tensors }: PartOptions,
): Promise<Program> {
  const table = await loadDialect(graph.dialect);
  const part = { ...graph, nodes, inputs: [], outputs: outputs.map((name) => ({ name })) };
  const run = (...xs: Tensor[]): readonly Tensor[] => {
    const given = new Map(inputs.map((name, index) => [name, tensorValue(xs[index]!)]));
    return finish(runGraph(part, given, table).map(toTensor));
  };
  const shapes = inputs.map((name) => graph.types.get(name)!.shape);
  return (await compile(run, shapes, { backend })).program;
}

interface PartOptions {
  readonly backend: Backend;
  readonly finish?: (outputs: readonly Tensor[]) => readonly Tensor[];
}
