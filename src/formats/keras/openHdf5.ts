// Keras's HDF5 files: whole models (.h5, and .keras that are .h5 in truth) and weights alone, in the two ways that Keras keeps them.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { parseJson } from "../checkJson.js";
import type { Hdf5Group } from "../hdf5/hdf5Tree.js";
import { readHdf5 } from "../hdf5/readHdf5.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { groupAt, textOf } from "./hdf5Items.js";
import { kerasNetwork, majorOf, withOwnUse } from "./kerasNetwork.js";
import { weightWord } from "./kerasWeights.js";
import { OWN_KEY } from "./ownUse.js";
import { readGroupsInOrder, readLayerGroups } from "./readH5Weights.js";
import { readKerasModel } from "./readKerasModel.js";
import { readStoredLayers, type StoredLayer } from "./readStoreWeights.js";

/** What an optimizer remembers is not read: linnet's begin anew. */
export const UNREAD: readonly string[] = ["optimizer_weights", "optimizer"];

/** @throws LinnetError naming the file and the place, if it is not whole or not of Keras */
export async function openHdf5({ bytes, file }: Pick<FileToOpen, "bytes" | "file">): Promise<OpenedFile> {
  const root = await readHdf5(bytes, file, UNREAD);
  const config = textOf(root, "model_config", file);
  if (config !== null) return openModel(root, config, file);
  if (root.attributes.has("layer_names") || root.attributes.has("layer_names0")) return openWeights(root, file);
  const stored = readStoredLayers(root, file);
  if (stored.length > 0) return openStored(stored);
  const found = [...root.items.keys()].slice(0, 5).join(", ");
  throw new LinnetError(
    `${file}: expected HDF5 of Keras, with a model or weights of layers, got groups ${describe(found)}`,
  );
}

function openModel(root: Hdf5Group, config: string, file: string): OpenedFile {
  const model = readKerasModel(parseJson(config, `${file}: the attribute "model_config"`), file);
  const group = groupAt(root, "model_weights", file);
  const version = textOf(root, "keras_version", file) ?? textOf(group, "keras_version", file);
  const weights = readLayerGroups(group, model, file);
  const opened = { format: "Keras HDF5", metadata: {}, ...kerasNetwork(model, weights, majorOf(version)) };
  return withOwnUse(opened, root.attributes.get(OWN_KEY), file);
}

function openStored(stored: readonly StoredLayer[]): OpenedFile {
  const tensors = new Map<string, StoredTensor>();
  for (const { name, weights } of stored) for (const one of weights) tensors.set(`${name}/${one.name}`, one.tensor);
  const kinds = new Map(stored.map(({ name, kind }) => [name, kind]));
  return { format: "Keras weights", metadata: {}, tensors, byOrder: true, kinds };
}

function openWeights(root: Hdf5Group, file: string): OpenedFile {
  const tensors = new Map<string, StoredTensor>();
  for (const [layer, weights] of readGroupsInOrder(root, file))
    for (const { name, tensor } of weights) {
      const short = `${layer}/${weightWord(name)}`;
      tensors.set(tensors.has(short) ? `${layer}/${name}` : short, tensor);
    }
  return { format: "Keras HDF5 weights", metadata: {}, tensors, byOrder: true };
}
