// A step in two: the frozen part, which can be run once a picture and kept, and the part that training changes.

import { partition } from "../../graph/partition.js";
import type { StateEntry } from "../../graph/storage.js";
import { type Graph, graphOf } from "../../graph/trace.js";
import { sizeOf } from "../../tensor/shape.js";
import type { StepGraph } from "./stepGraph.js";

export interface FrozenCut {
  /** From x to the features, or null where nothing is frozen before what is trained. */
  readonly frozen: Graph | null;
  /** From the features (or x), and the step's other inputs, to loss and output. */
  readonly trained: Graph;
  readonly state: readonly StateEntry[];
  /** The elements of each feature array in one row. */
  readonly featureLengths: readonly number[];
}

export function cutFrozen({ graph, state, varying }: StepGraph): FrozenCut {
  const [x, ...others] = graph.inputs;
  const whole = { ...graph, outputs: [...graph.outputs, ...state.map(({ next }) => next)] };
  const parts = partition(graphOf(graph.inputs, whole.outputs), varying);
  const rowLength = (shape: readonly number[]): number => sizeOf(shape.slice(1));
  if (parts === null || parts.suffix.inputs.includes(x!)) {
    return { frozen: null, trained: graph, state, featureLengths: [rowLength(x!.shape)] };
  }
  const features = parts.suffix.inputs.slice(0, parts.cutSize);
  const outputs = parts.suffix.outputs.slice(0, graph.outputs.length);
  const nexts = parts.suffix.outputs.slice(graph.outputs.length);
  return {
    frozen: graphOf([x!], parts.prefix.outputs),
    trained: graphOf([...features, ...others], outputs),
    state: state.map(({ tensor }, index) => ({ tensor, next: nexts[index]! })),
    featureLengths: features.map(({ shape }) => rowLength(shape)),
  };
}
