// Weights alone, of any format, for a network that is there already: as Keras's `load_weights`.

import { kerasOrder } from "../formats/keras/layerOrder.js";
import type { OpenedFile } from "../formats/opened.js";
import { openFile } from "../formats/openFile.js";
import type { StoredTensor } from "../formats/safetensors/safetensors.js";
import type { Layer } from "../layers/layer.js";
import { LinnetError } from "../tensor/errors.js";
import { type ModelSource, readModelSource } from "./modelSource.js";
import type { NetworkConfig } from "./networkConfig.js";
import { storedInOrder, storedLayers } from "./storedLayers.js";
import { type Weights, weightOf } from "./weights.js";

interface Receiver {
  readonly name: string;
  readonly layers: readonly Layer[];
  toConfig(): NetworkConfig;
}

type NamedTensors = readonly (readonly [name: string, tensor: StoredTensor])[];

/**
 * The file's weights by the network's names: by name where the names are the network's, else in Keras's order.
 * @throws LinnetError naming the file if it has other layers or more of them; shapes are checked by whoever loads them
 */
export async function weightsFrom(
  source: ModelSource,
  network: Receiver,
): Promise<{ readonly weights: Weights; readonly file: string }> {
  const { bytes, file, siblings } = await readModelSource(source);
  const opened = await openFile(bytes, file, siblings);
  if (opened.graph !== undefined)
    throw new LinnetError(`${file}: expected weights of layers, got ${opened.format}, whose weights belong to its ops`);
  return { weights: matchWeights(opened, network, file), file };
}

function matchWeights(
  { tensors, byOrder = false, kinds, network: described }: OpenedFile,
  network: Receiver,
  file: string,
): Weights {
  const parameters = network.layers.flatMap((layer) => layer.parameters);
  if (parameters.every((parameter) => weightOf(parameter, tensors) !== undefined)) {
    checkCount(tensors.size, parameters.length, { what: "weights", network, file });
    return tensors;
  }
  if (!byOrder && described === undefined) return tensors;
  const groups = storedLayers(tensors);
  const order = kerasOrder(network.toConfig());
  const layers = network.layers
    .filter((layer) => layer.parameters.length > 0)
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  if ([...tensors.keys()].every((name) => !name.includes("/"))) {
    checkCount(tensors.size, parameters.length, { what: "weights", network, file });
    return inPlaces(
      layers.flatMap((layer) => layer.parameters),
      tensors,
    );
  }
  checkCount(groups.size, layers.length, { what: "layers with weights", network, file });
  const isNamed = layers.every(({ name }) => groups.has(name));
  const found = isNamed ? layers.map(({ name }) => name) : storedInOrder(layers, groups.keys(), kinds);
  return new Map(layers.flatMap((layer, index) => pairUp(layer, groups.get(found[index] ?? "") ?? [], file)));
}

/** The first of the file is the first of the network, and so on. */
function inPlaces(parameters: Layer["parameters"], tensors: Weights): Weights {
  return new Map([...tensors.values()].map((tensor, index) => [parameters[index]!.name, tensor]));
}

/** Fewer are told of one by one. */
function checkCount(
  found: number,
  expected: number,
  { what, network, file }: { readonly what: string; readonly network: Receiver; readonly file: string },
): void {
  if (found <= expected) return;
  throw new LinnetError(
    `${file}: does not fit model "${network.name}": expected ${expected} ${what}, the file has ${found}`,
  );
}

/** By name if the names are the layer's, else in order. */
function pairUp(layer: Layer, found: NamedTensors, file: string): (readonly [string, StoredTensor])[] {
  const { parameters } = layer;
  const byName = new Map(found.map(([name, tensor]) => [`${layer.name}/${name}`, tensor]));
  const named = parameters.map((parameter) => weightOf(parameter, byName));
  const isNamed = named.every((tensor) => tensor !== undefined);
  if (found.length !== parameters.length) {
    const expected = `${parameters.length} weights for layer "${layer.name}"`;
    throw new LinnetError(`${file}: expected ${expected}, the file has ${found.length} in its place`);
  }
  return parameters.map(({ name }, index) => [name, isNamed ? named[index]! : found[index]![1]] as const);
}
