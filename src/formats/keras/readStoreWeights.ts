// Weights as Keras's .keras and .weights.h5 files have them: layers are called by their class and a number, `conv2d_1`, and their
// weights by numbers alone. See keras/src/saving/saving_lib.py.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Hdf5Group } from "../hdf5/hdf5Tree.js";
import { groupAt, tensorAt } from "./hdf5Items.js";
import type { KerasLayer, KerasModel } from "./kerasModel.js";
import type { NamedTensor } from "./kerasWeights.js";
import { snakeCaseOfClass } from "./snakeCaseOfClass.js";
import { isOperation } from "./translateOperation.js";

/** The second is of Keras 2.12. */
const LAYERS = ["layers", "_layer_checkpoint_dependencies"];

function layersIn(group: Hdf5Group, file: string): Hdf5Group | null {
  const name = LAYERS.find((one) => group.items.has(one));
  return name === undefined ? null : groupAt(group, name, file);
}

/** @throws LinnetError naming the file and the layer whose weights are not there, or of which there are too many */
export function readVariables(
  group: Hdf5Group,
  model: KerasModel,
  file: string,
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> {
  const layers = layersIn(group, file);
  if (layers === null)
    throw new LinnetError(`${file}: expected a group of layers, got ${describe([...group.items.keys()].join(", "))}`);
  const found = new Map<KerasLayer, readonly NamedTensor[]>();
  const counts = new Map<string, number>();
  const unused = new Set(layers.items.keys());
  for (const layer of model.layers) {
    if (layer.className === "InputLayer" || isOperation(layer)) continue;
    const name = numbered(snakeCaseOfClass(layer.className === "Model" ? "Functional" : layer.className), counts);
    const own = layers.items.get(name);
    unused.delete(name);
    if (own === undefined) found.set(layer, []);
    else if (layer.model === null) found.set(layer, readOwn(groupAt(layers, name, file), `${file}: ${layer.name}`));
    else
      for (const [leaf, weights] of readVariables(groupAt(layers, name, file), layer.model, file))
        found.set(leaf, weights);
  }
  const left = [...unused].filter((name) => readOwn(groupAt(layers, name, file), file).length > 0);
  if (left.length === 0) return found;
  throw new LinnetError(`${file}: expected weights of the model's layers, got ${describe(left.join(", "))} too`);
}

/** The numbered weights of a layer, in order. */
function readOwn(group: Hdf5Group, where: string): NamedTensor[] {
  if (!group.items.has("vars")) return [];
  const variables = groupAt(group, "vars", where);
  return Array.from({ length: variables.items.size }, (_, index) => ({
    name: `${index}`,
    tensor: tensorAt(variables, `${index}`, where),
  }));
}

function numbered(name: string, counts: Map<string, number>): string {
  const count = counts.get(name) ?? 0;
  counts.set(name, count + 1);
  return count === 0 ? name : `${name}_${count}`;
}

/** The weights of a layer in a file without a model. */
export interface StoredLayer {
  /** The layer's own name, if the file says it, else its place: `functional/conv2d_1`. */
  readonly name: string;
  /** The class, as `conv2d`. */
  readonly kind: string;
  readonly weights: readonly NamedTensor[];
}

/** Every layer with weights; those of one class in their order, which those of several classes have not. */
export function readStoredLayers(group: Hdf5Group, file: string, path = ""): StoredLayer[] {
  const layers = layersIn(group, file);
  if (layers === null) return [];
  const inOrder = [...layers.items.keys()].sort(byNumber);
  return inOrder.flatMap((key) => {
    const own = groupAt(layers, key, file);
    const place = path === "" ? key : `${path}/${key}`;
    const weights = readOwn(own, `${file}: ${place}`);
    const inner = readStoredLayers(own, file, place);
    if (weights.length === 0) return inner;
    const named = groupAt(own, "vars", file).attributes.get("name");
    return [{ name: typeof named === "string" ? named : place, kind: key.replace(/_\d+$/, ""), weights }, ...inner];
  });
}

/** `dense_2` before `dense_10`. */
function byNumber(a: string, b: string): number {
  const [stemA, stemB] = [a.replace(/_\d+$/, ""), b.replace(/_\d+$/, "")];
  if (stemA !== stemB) return stemA < stemB ? -1 : 1;
  return Number(a.slice(stemA.length + 1)) - Number(b.slice(stemB.length + 1));
}
