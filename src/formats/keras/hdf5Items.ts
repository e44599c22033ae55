// What Keras keeps in HDF5: items by path, lists in attributes that are cut into parts, and tensors.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Hdf5Dataset, Hdf5Group } from "../hdf5/hdf5Tree.js";
import type { StoredTensor } from "../safetensors/safetensors.js";

/** Null if there is none. A layer's name may itself be a path. */
export function itemAt(group: Hdf5Group, path: string): Hdf5Group | Hdf5Dataset | null {
  let item: Hdf5Group | Hdf5Dataset | undefined = group;
  for (const name of path.split("/")) {
    if (name === "") continue;
    item = item?.kind === "group" ? item.items.get(name) : undefined;
  }
  return item ?? null;
}

/** @throws LinnetError naming the file and the group that is not there */
export function groupAt(group: Hdf5Group, path: string, file: string): Hdf5Group {
  const item = itemAt(group, path);
  if (item?.kind === "group") return item;
  throw new LinnetError(
    `${file}: expected a group ${describe(path)}, ${item === null ? "there is none" : "got a dataset"}`,
  );
}

/** The tensor of a dataset. @throws LinnetError naming the file and the place, if there is none, or it is not of numbers */
export function tensorAt(group: Hdf5Group, path: string, file: string): StoredTensor {
  const item = itemAt(group, path);
  if (item?.kind === "dataset" && ArrayBuffer.isView(item.values)) {
    const { shape, values, bytesEach = Float32Array.BYTES_PER_ELEMENT } = item;
    return { shape, values: values instanceof Float32Array ? values : Float32Array.from(values), bytesEach };
  }
  throw new LinnetError(
    `${file}: expected numbers at ${describe(path)}, ${item === null ? "there is nothing" : "got others"}`,
  );
}

/** A list of names in an attribute, or in several with numbers, since one holds at most 64 KiB; null if there is none. */
export function namesIn({ attributes }: Hdf5Group, name: string): readonly string[] | null {
  const whole = attributes.get(name);
  if (whole !== undefined) return [whole].flat().map(String);
  const names: string[] = [];
  for (let part = 0; attributes.has(`${name}${part}`); part += 1)
    names.push(...[attributes.get(`${name}${part}`)!].flat().map(String));
  return names.length > 0 ? names : null;
}

/** An attribute that is text. @throws LinnetError naming the file if it is something else */
export function textOf({ attributes }: Hdf5Group, name: string, file: string): string | null {
  const value = attributes.get(name);
  if (value === undefined || typeof value === "string") return value ?? null;
  throw new LinnetError(`${file}: expected the attribute ${describe(name)} to be text, got ${describe(value)}`);
}
