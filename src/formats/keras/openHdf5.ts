// Keras's HDF5 files: whole models (.h5, and .keras that are .h5 in truth) and weights alone, in the two ways that Keras keeps them.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { parseJson } from "../checkJson.js";
import type { Hdf5Group } from "../hdf5/hdf5Tree.js";
import { readHdf5 } from "../hdf5/readHdf5.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { groupAt, textOf } from "./hdf5Items.js";
import { kerasNetwork, majorOf } from "./kerasNetwork.js";
import { weightWord } from "./kerasWeights.js";
import { readGroupsInOrder, readLayerGroups } from "./layerGroups.js";
import { readKerasModel } from "./readKerasModel.js";

/** What an optimizer remembers is not read: linnet's begin anew. */
export const unread: readonly string[] = ["optimizer_weights", "optimizer"];

/** @throws LinnetError naming the file and the place, if it is not whole or not of Keras */
export async function openHdf5({ bytes, file }: Pick<FileToOpen, "bytes" | "file">): Promise<OpenedFile> {
  const root = await readHdf5(bytes, file, unread);
  const config = textOf(root, "model_config", file);
  if (config !== null) return openModel(root, config, file);
  if (root.attributes.has("layer_names") || root.attributes.has("layer_names0")) return openWeights(root, file);
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
  return { format: "Keras HDF5", metadata: {}, ...kerasNetwork(model, weights, majorOf(version)) };
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
