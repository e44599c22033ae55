// A layers model of TensorFlow.js: Keras's description of layers, and weights by their names. With metadata.json beside it, it is
// an export of Teachable Machine.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord, type JsonRecord } from "../checkJson.js";
import type { Hdf5Dataset, Hdf5Group } from "../hdf5/hdf5Tree.js";
import { type KerasLayer, leavesOf } from "../keras/kerasModel.js";
import { kerasNetwork, majorOf, withOwnUse } from "../keras/kerasNetwork.js";
import { expectedWeights, type NamedTensor, ownerOf, weightWord } from "../keras/kerasWeights.js";
import { OWN_KEY } from "../keras/ownUse.js";
import { readKerasModel } from "../keras/readKerasModel.js";
import { readVariables } from "../keras/readStoreWeights.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import type { Constant } from "../opGraphTypes.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import { readMetadata } from "../teachableMachine/metadata.js";
import { readWeightsManifest } from "./weightsManifest.js";

/** As Keras 3 counts weights; the converter keeps such names. */
const NUMBERED = /(^|\/)vars\/\d+$/;

/** @throws LinnetError naming the file, and the layer or the weight that is not what it should be */
export async function openLayersModel(
  model: JsonRecord,
  topology: JsonRecord,
  { file, siblings }: Pick<FileToOpen, "file" | "siblings">,
): Promise<OpenedFile> {
  const metadata = await readMetadata(file, siblings);
  const whole = isRecord(topology.model_config) ? topology.model_config : topology;
  const version = typeof topology.keras_version === "string" ? topology.keras_version : "2";
  const read = readKerasModel(whole, file);
  metadata?.check(read);
  const constants = await readWeightsManifest(model.weightsManifest, file, siblings);
  const isNumbered = [...constants.keys()].some((name) => NUMBERED.test(name));
  const weights = isNumbered
    ? readVariables(groupOf(constants, file), read, file)
    : weightsByLayer(leavesOf(read), constants, file);
  const opened = {
    format: "TensorFlow.js layers model",
    metadata: {},
    ...kerasNetwork(read, weights, majorOf(version)),
  };
  const own = isRecord(model.userDefinedMetadata) ? model.userDefinedMetadata[OWN_KEY] : undefined;
  const used = withOwnUse(opened, own, file);
  return used.use === undefined && metadata !== null ? { ...used, use: metadata.use } : used;
}

/** Tensors whose names are paths, as the groups that Keras 3 has in HDF5. */
function groupOf(constants: ReadonlyMap<string, Constant>, file: string): Hdf5Group {
  const root = emptyGroup();
  for (const [path, constant] of constants) {
    const names = path.split("/");
    const last = names.pop()!;
    let group = root;
    for (const name of names) {
      const inner = group.items.get(name) ?? emptyGroup();
      if (inner.kind !== "group") throw new LinnetError(`${file}: expected tensor ${describe(path)} to be in no other`);
      group.items.set(name, inner);
      group = inner;
    }
    const { shape, values } = toTensor(constant, `${file}: tensor ${describe(path)}`);
    group.items.set(last, { kind: "dataset", attributes: new Map(), shape, values });
  }
  return root;
}

interface GrowingGroup extends Hdf5Group {
  readonly items: Map<string, GrowingGroup | Hdf5Dataset>;
}

function emptyGroup(): GrowingGroup {
  return { kind: "group", attributes: new Map(), items: new Map() };
}

/** @throws LinnetError with a table of what is of no layer */
function weightsByLayer(
  leaves: readonly KerasLayer[],
  constants: ReadonlyMap<string, Constant>,
  file: string,
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> {
  const shared = new Map<KerasLayer, NamedTensor[]>(leaves.map((leaf) => [leaf, []]));
  const byName = new Map(leaves.map((leaf) => [leaf.name, leaf]));
  const unused: string[] = [];
  for (const [name, constant] of constants) {
    const owner = ownerOf(name, byName);
    if (owner === undefined) unused.push(name);
    else shared.get(owner)!.push({ name, tensor: toTensor(constant, `${file}: tensor ${describe(name)}`) });
  }
  if (unused.length > 0) {
    const more = unused.length > 5 ? ` and ${unused.length - 5} more` : "";
    throw new LinnetError(
      `${file}: expected weights of the model's layers, got ${unused.slice(0, 5).join(", ")}${more}`,
    );
  }
  return new Map([...shared].map(([leaf, weights]) => [leaf, inOrder(leaf, weights)]));
}

/** Trained weights come first in the files, of all layers; within a layer the order of Keras is kept nevertheless. */
function inOrder(leaf: KerasLayer, weights: readonly NamedTensor[]): readonly NamedTensor[] {
  const words = (expectedWeights(leaf) ?? []).map(({ name }) => name);
  return [...weights].sort((a, b) => words.indexOf(weightWord(a.name)) - words.indexOf(weightWord(b.name)));
}

function toTensor({ shape, values }: Constant, where: string): StoredTensor {
  if (!ArrayBuffer.isView(values)) throw new LinnetError(`${where}: expected numbers, got text`);
  return { shape, values: values instanceof Float32Array ? values : Float32Array.from(values) };
}
