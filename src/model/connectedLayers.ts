// The layers between a network's inputs and its outputs.

import { type CallContext, Layer, type LayerOutput } from "../layers/layer.js";
import { describe } from "../tensor/describe.js";
import { nearestName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import { connectionNames, connectionsOf, nameLayers } from "./connections.js";
import type { NetworkEnd } from "./tensorArguments.js";

export interface ConnectedLayers {
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
  /** Every call of a layer, after those whose outputs it reads. */
  readonly connections: readonly LayerOutput[];
  /** Every layer once, in that order. */
  readonly layers: readonly Layer[];
  readonly inputEnds: readonly NetworkEnd[];
  readonly outputEnds: readonly NetworkEnd[];
}

/**
 * Finds the layers and names those without a name.
 * @param model the network's name, for errors
 * @throws LinnetError if an output does not come from the inputs, an input leads nowhere, or two layers share a name
 */
export function connectLayers(
  model: string,
  inputs: readonly LayerOutput[],
  outputs: readonly LayerOutput[],
): ConnectedLayers {
  checkEnds(model, "inputs", inputs);
  checkEnds(model, "outputs", outputs);
  const connections = connectionsOf(outputs);
  const begin = connections.filter(({ inputs: before }) => before.length === 0);
  const isWhole = begin.length === inputs.length && begin.every((one) => inputs.includes(one));
  if (!isWhole) {
    const found = inputs.length > 1 ? "its inputs, and each input to lead to one" : "its one input";
    throw new LinnetError(`model "${model}": expected its outputs to come from ${found}`);
  }
  if (new Set(outputs).size < outputs.length) throw new LinnetError(`model "${model}": expected each output once`);
  const layers = [...new Set(connections.map(({ layer }) => layer))];
  nameLayers(layers);
  const names = connectionNames(connections);
  const endsOf = (ends: readonly LayerOutput[]): NetworkEnd[] =>
    ends.map((end) => ({ name: names.get(end)!, shape: end.shape }));
  return { inputs, outputs, connections, layers, inputEnds: endsOf(inputs), outputEnds: endsOf(outputs) };
}

function checkEnds(model: string, what: string, ends: readonly unknown[]): void {
  const wrong = ends.find((end) => !((end as LayerOutput | null | undefined)?.layer instanceof Layer));
  if (ends.length === 0) throw new LinnetError(`model "${model}": expected ${what}, got none`);
  if (wrong !== undefined || ends.includes(undefined))
    throw new LinnetError(
      `model "${model}": expected ${what} to be what input() or a layer's apply gave, got ${describe(wrong)}`,
    );
}

/** The outputs for a tensor `[batch, ...input]` for each input. */
export function callLayers(
  { inputs: begin, outputs, connections }: ConnectedLayers,
  xs: readonly Tensor[],
  context: CallContext,
): Tensor[] {
  const made = new Map<LayerOutput, Tensor>();
  for (const connection of connections) {
    const place = begin.indexOf(connection);
    const inputs = place >= 0 ? [xs[place]!] : connection.inputs.map((before) => made.get(before)!);
    made.set(connection, connection.layer.run(inputs, context));
  }
  return outputs.map((end) => made.get(end)!);
}

/** The layer of that name, or at that place. @throws LinnetError naming the model if there is none */
export function findLayer(model: string, layers: readonly Layer[], nameOrIndex: string | number): Layer {
  const found =
    typeof nameOrIndex === "number" ? layers[nameOrIndex] : layers.find((layer) => layer.name === nameOrIndex);
  if (found !== undefined) return found;
  throw new LinnetError(`model "${model}": it has no layer ${describe(nameOrIndex)}${nearTo(layers, nameOrIndex)}`);
}

function nearTo(layers: readonly Layer[], name: string | number): string {
  if (typeof name !== "string") return ` among its ${layers.length}`;
  const nearest = nearestName(
    name,
    layers.map((layer) => layer.name),
  );
  return nearest === null ? "" : `: did you mean "${nearest}"?`;
}
