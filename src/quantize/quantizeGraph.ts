// From a graph of real numbers to one of whole numbers, in the order of the work: what is rounded, how large it is, how far
// rounding shifts it.

import type { OpGraph } from "../formats/opGraphTypes.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import { LinnetError } from "../tensor/errors.js";
import type { Quantization } from "../tensor/ops/int8/quantization.js";
import { correctBiases, type RoundedGraph } from "./correctBiases.js";
import { hasKernel, int8Op } from "./int8Ops.js";
import { type Examples, type Observed, type Observing, observe } from "./observe.js";
import { pickEvenly } from "./pickEvenly.js";
import { type Int8Plan, planInt8 } from "./plan.js";
import { quantizedGraph } from "./quantizedGraph.js";
import { quantizationForRange } from "./scaleOfRange.js";
import { leastKernelScales, roundedKernel } from "./weights.js";

/** What takes time: examples that are observed, and nodes that are corrected. */
export type QuantizeTask = "calibration" | "correction";

export interface Quantizing extends Omit<Observing, "onProgress"> {
  /** How many of the examples the biases are corrected by: a channel's mean is one over all places. Default: 16. */
  readonly correctedBy?: number;
  readonly onProgress?: (task: QuantizeTask, done: number, total: number) => void;
}

/** @throws LinnetError if nothing in the graph can work on whole numbers, or a value is not finite; the signal's reason */
export async function quantizeGraph(
  graph: WrittenGraph,
  examples: Examples,
  { correctedBy = 16, onProgress, ...observing }: Quantizing,
): Promise<OpGraph> {
  const plan = planInt8(graph);
  if (![...plan.nodes].some(hasKernel))
    throw new LinnetError("expected convolutions or dense layers with weights of their own, got none");
  const observed = await observe(graph, plan, examples, {
    ...observing,
    onProgress: (done) => onProgress?.("calibration", done, examples.length),
  });
  const rounded = roundedGraph(graph, plan, observed);
  const biases = await correctBiases(rounded, observed.means, {
    ...observing,
    examples,
    places: pickEvenly([...examples.keys()], correctedBy),
    onProgress: (done) => onProgress?.("correction", done, graph.nodes.length),
  });
  return quantizedGraph(rounded, biases);
}

function roundedGraph(graph: WrittenGraph, plan: Int8Plan, { histograms }: Observed): RoundedGraph {
  const ranges = [...histograms].map(([group, one]) => [group, quantizationForRange(one.usefulRange())] as const);
  const quantizations = new Map<string, Quantization>([...plan.fixed, ...ranges]);
  const kernels = [...plan.nodes].filter(hasKernel).map((node) => {
    const [x, kernel, bias] = node.inputs as readonly [string, string, string];
    const least = leastKernelScales(
      graph.constants.get(bias)!.values as Float32Array,
      quantizations.get(plan.groups.get(x)!)!.scale,
    );
    return [node, roundedKernel(graph.constants.get(kernel)!, int8Op(node.op)!.kernelAxis!, least)] as const;
  });
  return { graph, plan, quantizations, kernels: new Map(kernels) };
}
