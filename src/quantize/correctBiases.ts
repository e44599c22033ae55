// Bias correction (Nagel et al. 2019, arXiv 1906.04721, section 4.2): rounded weights and activations shift the mean of what a
// convolution adds up. The mean shift of each channel over some examples goes into its bias, layer by layer, so that later ones
// read what corrected ones make.

import type { Backend } from "../backends/backend.js";
import type { GraphNode } from "../formats/opGraphTypes.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import { dequantizedNumbers } from "../opGraph/quantizedValue.js";
import type { Quantization } from "../tensor/ops/int8/quantization.js";
import { compilePart, type Part } from "./graphPart.js";
import { activationOf, type Examples, type Observed, type Observing } from "./observe.js";
import type { Int8Plan } from "./plan.js";
import { roundValues } from "./scaleOfRange.js";
import type { Rounded } from "./weights.js";

/** A graph with everything decided but the biases. */
export interface RoundedGraph {
  readonly graph: WrittenGraph;
  readonly plan: Int8Plan;
  /** By the group of values. */
  readonly quantizations: ReadonlyMap<string, Quantization>;
  /** By the node. */
  readonly kernels: ReadonlyMap<GraphNode, Rounded>;
}

export type Biases = ReadonlyMap<GraphNode, Float32Array>;

interface Correcting extends Observing {
  readonly examples: Examples;
  /** Which of the examples are used. */
  readonly places: readonly number[];
}

/** The biases of the convolutions, corrected. @param means what they add up to in the float graph, for each example */
export async function correctBiases(
  rounded: RoundedGraph,
  means: Observed["means"],
  { examples, places, backend, signal, onProgress }: Correcting,
): Promise<Biases> {
  const run = new RoundedRun(
    rounded,
    places.map((place) => examples[place]!),
    backend,
  );
  const { nodes } = rounded.graph;
  const biases = new Map<GraphNode, Float32Array>();
  for (const [index, node] of nodes.entries()) {
    signal?.throwIfAborted();
    const wanted = means.get(node.outputs[0]!);
    const bias = await run.step(node, wanted && places.map((place) => wanted[place]!));
    if (bias !== null) biases.set(node, bias);
    onProgress?.(index + 1);
  }
  return biases;
}

/** The graph with rounded numbers, node by node, for all examples. */
class RoundedRun {
  /** What examples have come to, by the value; those that no node reads any more are gone. */
  readonly #values = new Map<string, readonly Float32Array[]>();
  readonly #lastReaders = new Map<string, GraphNode>();
  readonly #makers = new Map<string, GraphNode>();

  constructor(
    private readonly rounded: RoundedGraph,
    private readonly examples: Examples,
    private readonly backend: Backend,
  ) {
    const { graph } = rounded;
    for (const node of graph.nodes) this.#makers.set(node.outputs[0]!, node);
    for (const node of graph.nodes) for (const name of this.#partOf(node).inputs) this.#lastReaders.set(name, node);
    graph.inputs.forEach(({ name }, index) => {
      this.#values.set(
        name,
        examples.map((example) => example[index]!.values),
      );
    });
  }

  /** Runs a node. @param means what a convolution is to add up to @returns its corrected bias; null of other nodes */
  async step(node: GraphNode, means: readonly Float32Array[] | undefined): Promise<Float32Array | null> {
    const { graph, plan } = this.rounded;
    const [output] = node.outputs as readonly [string];
    if (graph.types.get(output)!.type !== "float32") return null;
    const made = await this.#run(node);
    const bias = means && (graph.constants.get(node.inputs[2]!)!.values as Float32Array);
    const shift = bias && meanShift(means, made, bias.length);
    if (shift !== undefined) for (const sums of made) activate(sums, shift, activationOf(node));
    if (plan.nodes.has(node)) for (const values of made) roundValues(values, this.#quantizationOf(output));
    this.#values.set(output, made);
    for (const [name, last] of this.#lastReaders) if (last === node) this.#values.delete(name);
    return bias?.map((value, channel) => value + shift![channel]!) ?? null;
  }

  /** What the node gives, of a convolution what it adds up, for every example. */
  async #run(node: GraphNode): Promise<Float32Array[]> {
    const { graph, kernels } = this.rounded;
    const { nodes, inputs } = this.#partOf(node);
    const kernel = kernels.get(node);
    const attributes = { ...node.attributes, fusedActivationFunction: "NONE" };
    const last = kernel === undefined ? node : { ...node, attributes };
    const constants = new Map(graph.constants);
    if (kernel !== undefined) {
      const { constant, quantization } = kernel;
      const values = dequantizedNumbers(constant.values as Float64Array, constant.shape, quantization);
      constants.set(node.inputs[1]!, { ...constants.get(node.inputs[1]!)!, values });
    }
    const part = { nodes: [...nodes, last], inputs, outputs: node.outputs };
    const program = await compilePart({ ...graph, constants }, part, { backend: this.backend });
    try {
      const made: Float32Array[] = [];
      for (const index of this.examples.keys()) {
        const results = await program.run(inputs.map((name) => this.#read(name, node, index)));
        made.push(results[0]!.slice());
      }
      return made;
    } finally {
      await program.close();
    }
  }

  #read(name: string, node: GraphNode, index: number): Float32Array {
    const { plan } = this.rounded;
    const values = this.#values.get(name)![index]!;
    const maker = this.#makers.get(name);
    const isRounded = maker !== undefined && plan.nodes.has(maker);
    if (!plan.nodes.has(node) || isRounded) return values;
    const rounded = values.slice();
    roundValues(rounded, this.#quantizationOf(name));
    return rounded;
  }

  #quantizationOf(name: string): Quantization {
    const { plan, quantizations } = this.rounded;
    return quantizations.get(plan.groups.get(name)!)!;
  }

  /** The node's shapes and comparisons, which are computed again for each node, and the real numbers that they are made of. */
  #partOf(node: GraphNode): Pick<Part, "nodes" | "inputs"> {
    const { types, constants } = this.rounded.graph;
    const [nodes, inputs] = [new Set<GraphNode>(), new Set<string>()];
    const visit = ({ inputs: read }: GraphNode): void => {
      for (const name of read) {
        if (name === "" || constants.has(name)) continue;
        if (types.get(name)!.type === "float32") {
          inputs.add(name);
          continue;
        }
        const maker = this.#makers.get(name)!;
        visit(maker);
        nodes.add(maker);
      }
    };
    visit(node);
    return { nodes: [...nodes], inputs: [...inputs] };
  }
}

/** What is to be added to each channel. */
function meanShift(means: readonly Float32Array[], made: readonly Float32Array[], channels: number): Float64Array {
  const shifts = made.map((sums, example) => {
    const totals = new Float64Array(channels);
    for (let start = 0; start < sums.length; start += channels)
      for (let channel = 0; channel < channels; channel += 1) totals[channel]! += sums[start + channel]!;
    return totals.map((total, channel) => means[example]![channel]! - (total * channels) / sums.length);
  });
  return Float64Array.from({ length: channels }, (_, channel) => certainMean(shifts.map((shift) => shift[channel]!)));
}

/**
 * The mean, without the part of it that chance explains: of a mean m with standard error e that is `e² / m²` (James and Stein
 * 1961). Other pictures than these would else be shifted by what is only theirs.
 */
function certainMean(values: readonly number[]): number {
  const { length } = values;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(length, 1);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const error = squares / Math.max(length - 1, 1) / Math.max(length, 1);
  return mean === 0 ? 0 : mean * Math.max(0, 1 - error / mean ** 2);
}

const bounds: { readonly [activation: string]: readonly [low: number, high: number] } = {
  RELU: [0, Number.POSITIVE_INFINITY],
  RELU6: [0, 6],
};

function activate(sums: Float32Array, shift: Float64Array, activation: string): void {
  const [low, high] = bounds[activation] ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let start = 0; start < sums.length; start += shift.length)
    for (let channel = 0; channel < shift.length; channel += 1) {
      const sum = sums[start + channel]! + shift[channel]!;
      sums[start + channel] = sum < low ? low : Math.min(sum, high);
    }
}
