// Weights of a file by its layers, for layers that have other names here.

import { snakeCaseOfClass } from "../formats/keras/snakeCaseOfClass.js";
import type { OpenedFile } from "../formats/opened.js";
import type { Layer } from "../layers/layer.js";
import type { Weights } from "./weights.js";

type StoredWeights = readonly (readonly [name: string, tensor: NonNullable<ReturnType<Weights["get"]>>])[];

/** By layer, in the order of the file. */
export function storedLayers(tensors: Weights): ReadonlyMap<string, StoredWeights> {
  const groups = new Map<string, StoredWeights[number][]>();
  for (const [path, tensor] of tensors) {
    const end = path.lastIndexOf("/");
    const layer = path.slice(0, Math.max(0, end));
    const group = groups.get(layer) ?? [];
    groups.set(layer, group);
    group.push([path.slice(end + 1), tensor]);
  }
  return groups;
}

/** The layer of the file for each of the network's: the next one, or with `kinds` the next of its class; undefined if none is left. */
export function storedInOrder(
  layers: readonly Layer[],
  stored: Iterable<string>,
  kinds: OpenedFile["kinds"],
): (string | undefined)[] {
  const left = [...stored];
  return layers.map(({ className }) => {
    const kind = snakeCaseOfClass(className);
    const place = kinds === undefined ? 0 : left.findIndex((name) => kinds.get(name) === kind);
    return place < 0 ? undefined : left.splice(place, 1)[0];
  });
}
