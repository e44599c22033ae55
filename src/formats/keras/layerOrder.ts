// The order that Keras gives a model's layers, in which its files name and read their weights: by depth, the farthest from the
// outputs first, and within a depth as they are met on the way back from the outputs (keras/src/ops/function.py, map_graph).

import { type DescribedNetwork, outputsOf } from "../opened.js";

/** A call of a layer. */
interface Call {
  /** The layer's name. */
  readonly layer: string;
  readonly inputs: readonly string[];
}

/** The names of the layers. */
export function kerasOrder(network: DescribedNetwork): string[] {
  const calls = callsByName(network);
  const { order, met } = walk(outputsOf(network), calls);
  const depths = new Map<string, number>();
  const layerDepths = new Map<string, number>();
  for (const name of order.reverse()) {
    const { layer, inputs } = calls.get(name)!;
    const depth = Math.max(depths.get(name) ?? 0, layerDepths.get(layer) ?? 0);
    layerDepths.set(layer, depth);
    for (const input of inputs) depths.set(input, Math.max(depths.get(input) ?? 0, depth + 1));
  }
  return [...met].sort((a, b) => layerDepths.get(b)! - layerDepths.get(a)!);
}

function callsByName({ layers }: DescribedNetwork): ReadonlyMap<string, Call> {
  return new Map(
    layers.map((entry) => [entry.name, { layer: "callOf" in entry ? entry.callOf : entry.name, inputs: entry.inputs }]),
  );
}

/** Calls, each after those that it reads, and layers as they are met. */
function walk(outputs: readonly string[], calls: ReadonlyMap<string, Call>) {
  const order: string[] = [];
  const seen = new Set<string>();
  const met = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    const { layer, inputs } = calls.get(name)!;
    met.add(layer);
    for (const input of inputs) visit(input);
    order.push(name);
  };
  for (const output of outputs) visit(output);
  return { order, met };
}
