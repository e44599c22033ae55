// A step cut in two: the frozen part, whose features can be kept, and the part that training changes.

import { partition } from "../../graph/partition.js";
import type { StateEntry } from "../../graph/storage.js";
import { type Graph, graphOf } from "../../graph/trace.js";
import { sizeOf } from "../../tensor/shape.js";
import type { StepGraph } from "./stepGraph.js";

export interface FrozenCut {
  /** From the network's inputs to the features; null if nothing is frozen before the trained part. */
  readonly frozen: Graph | null;
  /** From the features, or the network's inputs, and the step's other inputs to loss and output. */
  readonly trained: Graph;
  readonly state: readonly StateEntry[];
  /** Elements of each feature array in one row. */
  readonly featureLengths: readonly number[];
}

/** An input that the trained part reads directly, such as numbers beside a picture, is itself a feature. */
export function cutFrozen({ graph, inputCount, state, varying }: StepGraph): FrozenCut {
  const [xs, others] = [graph.inputs.slice(0, inputCount), graph.inputs.slice(inputCount)];
  const whole = { ...graph, outputs: [...graph.outputs, ...state.map(({ next }) => next)] };
  const parts = partition(graphOf(graph.inputs, whole.outputs), varying);
  const rowLength = (shape: readonly number[]): number => sizeOf(shape.slice(1));
  const readLate = xs.filter((x) => parts?.suffix.inputs.includes(x));
  if (parts === null || readLate.length === xs.length) {
    return { frozen: null, trained: graph, state, featureLengths: xs.map(({ shape }) => rowLength(shape)) };
  }
  const features = [...parts.suffix.inputs.slice(0, parts.cutSize), ...readLate];
  const outputs = parts.suffix.outputs.slice(0, graph.outputs.length);
  const nexts = parts.suffix.outputs.slice(graph.outputs.length);
  return {
    frozen: graphOf(xs, [...parts.prefix.outputs, ...readLate]),
    trained: graphOf([...features, ...others], outputs),
    state: state.map(({ tensor }, index) => ({ tensor, next: nexts[index]! })),
    featureLengths: features.map(({ shape }) => rowLength(shape)),
  };
}
