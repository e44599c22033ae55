// The description of a network in a model file, without its weights.

import type { DescribedLayer, DescribedNetwork } from "../formats/opened.js";
import type { LayerOutput } from "../layers/layer.js";
import { layerFromConfig, registeredName } from "../layers/registry.js";
import { LinnetError } from "../tensor/errors.js";
import { connectionNames } from "./connections.js";

/** A network in a file, by its layers. */
export type NetworkConfig = DescribedNetwork;

/** The inputs and outputs between which a network's layers are. */
export interface NetworkEnds {
  readonly name: string;
  readonly inputs: readonly LayerOutput[];
  readonly outputs: readonly LayerOutput[];
}

/** @throws LinnetError naming a layer whose class could not be read from a file */
export function networkConfig(
  { name, inputs, outputs }: NetworkEnds,
  connections: readonly LayerOutput[],
): NetworkConfig {
  const names = connectionNames(connections);
  const nameOf = (connection: LayerOutput): string => names.get(connection)!;
  const layers = connections.map((connection) => {
    const { layer } = connection;
    const read = { inputs: connection.inputs.map(nameOf) };
    if (nameOf(connection) !== layer.name) return { name: nameOf(connection), callOf: layer.name, ...read };
    const { trainable } = layer;
    return { className: registeredName(layer), name: layer.name, trainable, config: layer.fullConfig, ...read };
  });
  if (inputs.length === 1 && outputs.length === 1) return { name, layers, output: nameOf(outputs[0]!) };
  return { name, layers, inputs: inputs.map(nameOf), outputs: outputs.map(nameOf) };
}

/** The ends of the network that a configuration describes. @throws LinnetError if it is incomplete */
export function networkFromConfig({ name, layers, output, ...ends }: NetworkConfig): NetworkEnds {
  const connections = new Map<string, LayerOutput>();
  const outputOf = (layer: string): LayerOutput => {
    const found = connections.get(layer);
    if (found === undefined) throw new LinnetError(`model "${name}": layer "${layer}" is read before it is defined`);
    return found;
  };
  for (const entry of layers) {
    const inputs = entry.inputs.map(outputOf);
    const layer = "callOf" in entry ? outputOf(entry.callOf).layer : layerFromConfig(entry);
    connections.set(entry.name, layer.apply(inputs));
  }
  const { inputs = [layers[0]?.name ?? "input"], outputs = [output ?? "output"] } = ends;
  return { name, inputs: inputs.map(outputOf), outputs: outputs.map(outputOf) };
}

/** The layers of a description that is not checked yet. */
export function layersOf(config: unknown): Partial<DescribedLayer>[] {
  const layers = (config as Partial<NetworkConfig> | null)?.layers;
  return Array.isArray(layers) ? layers.filter((layer) => typeof layer?.className === "string") : [];
}
