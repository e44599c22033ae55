// Weights as Keras's .h5 files have them: a group for each layer of the model, in which `weight_names` lists its weights. A
// model inside of the model has one group for all of its layers.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Hdf5Group } from "../hdf5/hdf5Tree.js";
import { groupAt, itemAt, namesIn, tensorAt } from "./hdf5Items.js";
import { type KerasLayer, type KerasModel, leavesOf } from "./kerasModel.js";
import { expectedWeights, type NamedTensor, ownerOf, weightWord } from "./kerasWeights.js";

/** @throws LinnetError naming the file, and the layer whose weights are not there or are not its own */
export function readLayerGroups(
  group: Hdf5Group,
  model: KerasModel,
  file: string,
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> {
  const found = new Map<KerasLayer, readonly NamedTensor[]>();
  const known = new Set<string>();
  for (const layer of model.layers) {
    known.add(layer.name);
    // Keras 3's operations have no group.
    const weights = itemAt(group, layer.name) === null ? [] : readGroup(group, layer.name, file);
    if (layer.model === null) found.set(layer, weights);
    else for (const [leaf, own] of shareOut(leavesOf(layer.model), weights, layer.where)) found.set(leaf, own);
  }
  const unused = (namesIn(group, "layer_names") ?? []).filter(
    (name) => !known.has(name) && readGroup(group, name, file).length > 0,
  );
  if (unused.length === 0) return found;
  throw new LinnetError(
    `${file}: expected weights of the model's layers, got those of ${describe(unused.join(", "))} too`,
  );
}

/** Each layer's name and weights, in the order of the file. @throws LinnetError naming the file if anything is not there */
export function readGroupsInOrder(
  group: Hdf5Group,
  file: string,
): readonly (readonly [string, readonly NamedTensor[]])[] {
  const names = namesIn(group, "layer_names") ?? [];
  return names.map((name) => [name, readGroup(group, name, file)]);
}

function readGroup(group: Hdf5Group, layer: string, file: string): NamedTensor[] {
  const own = groupAt(group, layer, file);
  return (namesIn(own, "weight_names") ?? []).map((name) => {
    return { name, tensor: tensorAt(own, name, `${file}: layer ${describe(layer)}`) };
  });
}

/**
 * The weights of a model inside of the model, for each of its layers. Keras has what is trained first and the rest after it; the
 * names tell them apart too, unless somebody has renamed the layers.
 */
function shareOut(
  leaves: readonly KerasLayer[],
  weights: readonly NamedTensor[],
  where: string,
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> {
  return shareByName(leaves, weights) ?? shareByOrder(leaves, weights, where);
}

/** Null if a name is of no layer, of two, or a layer lacks one. */
function shareByName(
  leaves: readonly KerasLayer[],
  weights: readonly NamedTensor[],
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> | null {
  const shared = new Map<KerasLayer, NamedTensor[]>(leaves.map((leaf) => [leaf, []]));
  const byName = new Map(leaves.map((leaf) => [leaf.name, leaf]));
  if (byName.size < leaves.length) return null;
  for (const weight of weights) {
    const owner = ownerOf(weight.name, byName);
    if (owner === undefined) return null;
    shared.get(owner)!.push(weight);
  }
  const isWhole = leaves.every((leaf) => {
    const expected = expectedWeights(leaf);
    const words = new Set(shared.get(leaf)!.map(({ name }) => weightWord(name)));
    return expected === null || (words.size === expected.length && shared.get(leaf)!.length === expected.length);
  });
  return isWhole ? shared : null;
}

function shareByOrder(
  leaves: readonly KerasLayer[],
  weights: readonly NamedTensor[],
  where: string,
): ReadonlyMap<KerasLayer, readonly NamedTensor[]> {
  const slots = leaves.flatMap((leaf) =>
    (expectedWeights(leaf) ?? []).map(({ isStatistic }, place) => ({
      leaf,
      place,
      isTrained: leaf.trainable && !isStatistic,
    })),
  );
  const inOrder = [...slots.filter(({ isTrained }) => isTrained), ...slots.filter(({ isTrained }) => !isTrained)];
  if (slots.length !== weights.length)
    throw new LinnetError(`${where}: expected ${slots.length} weights of its layers, the file has ${weights.length}`);
  const shared = new Map<KerasLayer, NamedTensor[]>(leaves.map((leaf) => [leaf, []]));
  // The words in the file are of other layers' names, and would only mislead.
  inOrder.forEach(({ leaf, place }, index) => {
    shared.get(leaf)![place] = { name: String(place), tensor: weights[index]!.tensor };
  });
  return shared;
}
