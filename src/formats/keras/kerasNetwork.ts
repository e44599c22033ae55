// A model of Keras, wherever it was described and whatever its weights were kept in, as a network of linnet.

import type { DescribedNetwork, OpenedFile } from "../opened.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { flattenModel } from "./flattenModel.js";
import type { KerasLayer, KerasModel } from "./kerasModel.js";
import { type NamedTensor, weightsOfLayer } from "./kerasWeights.js";
import { readOwnUse } from "./ownUse.js";
import type { KerasVersion } from "./translateLayer.js";

export interface KerasNetwork {
  readonly network: DescribedNetwork;
  readonly tensors: ReadonlyMap<string, StoredTensor>;
}

/** @throws LinnetError naming the layer that linnet does not have, or whose weights are not its own */
export function kerasNetwork(
  model: KerasModel,
  weights: ReadonlyMap<KerasLayer, readonly NamedTensor[]>,
  version: KerasVersion,
): KerasNetwork {
  const { network, names } = flattenModel(model, version);
  const tensors = new Map<string, StoredTensor>();
  for (const [layer, found] of weights) {
    const name = names.get(layer);
    // A layer that no output needs has no place in a network.
    if (name === undefined) continue;
    for (const [weight, tensor] of weightsOfLayer(layer, found)) tensors.set(`${name}/${weight}`, tensor);
  }
  return { network, tensors };
}

/** The first number of a version such as `2.2.4-tf`; 2 for `tfjs-layers 1.3.1`, and where a file says nothing 1. */
export function majorOf(version: string | null): KerasVersion {
  if (version === null) return { major: 1 };
  const [, number] = /^(\d+)\./.exec(version) ?? [];
  return { major: number === undefined ? 2 : Number(number) };
}

/**
 * The opened file, with what linnet itself wrote of the network's use.
 * @param text of the file's entry for that; anything else if there is none
 * @throws LinnetError naming the file if the entry is damaged
 */
export function withOwnUse(
  opened: KerasNetwork & Pick<OpenedFile, "format" | "metadata">,
  text: unknown,
  file: string,
): OpenedFile {
  if (typeof text !== "string") return opened;
  const { network, use } = readOwnUse(text, opened.network, file);
  const known = new Set(network.layers.map(({ name }) => name));
  const isOfLayer = (name: string): boolean => known.has(name.slice(0, name.lastIndexOf("/")));
  return { ...opened, network, use, tensors: new Map([...opened.tensors].filter(([name]) => isOfLayer(name))) };
}
