// What a network makes of examples before it is quantized: how large its values are, and the mean of what its convolutions add
// up, a channel each.

import type { Backend, Program } from "../backends/backend.js";
import type { GraphNode } from "../formats/opGraphTypes.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import { yieldToEvents } from "../platform/yieldToEvents.js";
import { LinnetError } from "../tensor/errors.js";
import { mean } from "../tensor/ops/reduce.js";
import type { Tensor } from "../tensor/tensor.js";
import { compilePart } from "./graphPart.js";
import { hasKernel } from "./int8Ops.js";
import type { Int8Plan } from "./plan.js";
import { Histogram } from "./rangeOfValues.js";

/** Examples one by one: for each input of the network a tensor `[1, ...input]`. */
export type Examples = readonly (readonly Tensor[])[];

export interface Observing {
  readonly backend: Backend;
  readonly signal?: AbortSignal;
  /** Called after each example with the number of those that are done. */
  readonly onProgress?: (done: number) => void;
}

export interface Observed {
  /** By the group of values. */
  readonly histograms: ReadonlyMap<string, Histogram>;
  /** Of each example, by the name of the output: the mean of each channel before the activation. */
  readonly means: ReadonlyMap<string, readonly Float32Array[]>;
}

/** @throws LinnetError naming the value that is not finite; the signal's reason, once it is given */
export async function observe(
  graph: WrittenGraph,
  plan: Int8Plan,
  examples: Examples,
  { backend, signal, onProgress }: Observing,
): Promise<Observed> {
  const convolutions = [...plan.nodes].filter(hasKernel);
  const program = await compileObserved(graph, { values: plan.observed, convolutions }, backend);
  const histograms = new Map<string, Histogram>();
  const means = new Map(convolutions.map(({ outputs: [name] }): [string, Float32Array[]] => [name!, []]));
  const pause = yieldToEvents();
  try {
    for (const [index, example] of examples.entries()) {
      await pause();
      signal?.throwIfAborted();
      const made = await program.run(example.map(({ values }) => values));
      plan.observed.forEach((name, place) => {
        const group = plan.groups.get(name)!;
        const histogram = histograms.get(group) ?? new Histogram();
        histograms.set(group, histogram);
        addTo(histogram, made[place]!, name);
      });
      [...means.values()].forEach((rows, place) => {
        rows.push(made[plan.observed.length + place]!.slice());
      });
      onProgress?.(index + 1);
    }
  } finally {
    await program.close();
  }
  return { histograms, means };
}

interface ObservedNames {
  readonly values: readonly string[];
  readonly convolutions: readonly GraphNode[];
}

async function compileObserved(
  graph: WrittenGraph,
  { values, convolutions }: ObservedNames,
  backend: Backend,
): Promise<Program> {
  const apart = new Set(convolutions);
  const nodes = graph.nodes.flatMap((node) => (apart.has(node) ? withActivationApart(node) : [node]));
  const inputs = graph.inputs.map(({ name }) => name);
  const outputs = [...values, ...convolutions.map(sumOf)];
  const finish = (tensors: readonly Tensor[]): Tensor[] =>
    tensors.map((tensor, index) => (index < values.length ? tensor : mean(tensor, axesBeforeLast(tensor))));
  return compilePart(graph, { nodes, inputs, outputs }, { backend, finish });
}

function axesBeforeLast({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}

/** The activation that a node applies itself. */
export function activationOf({ attributes: { fusedActivationFunction = "NONE" } }: GraphNode): string {
  return String(fusedActivationFunction);
}

/** What a convolution's output is called before the activation. */
function sumOf(node: GraphNode): string {
  return activationOf(node) === "NONE" ? node.outputs[0]! : `${node.outputs[0]}#sum`;
}

function withActivationApart(node: GraphNode): GraphNode[] {
  const [op, sum] = [activationOf(node), sumOf(node)];
  if (op === "NONE") return [node];
  const attributes = { ...node.attributes, fusedActivationFunction: "NONE" };
  return [
    { ...node, attributes, outputs: [sum] },
    { ...node, op, inputs: [sum], attributes: {} },
  ];
}

function addTo(histogram: Histogram, values: Float32Array, name: string): void {
  try {
    histogram.add(values);
  } catch (error) {
    throw new LinnetError(`value "${name}": ${error instanceof Error ? error.message : error}`);
  }
}
