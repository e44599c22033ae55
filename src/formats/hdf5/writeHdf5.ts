// HDF5 files, by h5wasm (https://github.com/usnistgov/h5wasm), the HDF Group's own library: 4 MB, so a user adds it.

import { importAdded } from "../../platform/index.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Shape } from "../../tensor/shape.js";

export interface GroupToWrite {
  readonly attributes?: { readonly [name: string]: string | readonly string[] };
  readonly items?: { readonly [name: string]: GroupToWrite | DatasetToWrite };
}

export interface DatasetToWrite {
  readonly shape: Shape;
  readonly values: Float32Array | BigInt64Array;
}

/** What linnet uses of h5wasm. */
interface H5wasm {
  readonly ready: Promise<{ readonly FS: { readFile(path: string): Uint8Array; unlink(path: string): void } }>;
  readonly File: new (path: string, mode: "w") => H5Group & { close(): unknown };
}

interface H5Group {
  create_group(name: string): H5Group;
  create_dataset(options: { name: string; data: unknown; shape: readonly number[]; dtype: string }): unknown;
  create_attribute(name: string, data: unknown, shape?: readonly number[] | null, dtype?: string): void;
}

/** In h5wasm's own memory. */
const PATH = "/linnet.h5";

/** @throws LinnetError saying what to install if h5wasm is not there */
export async function writeHdf5(root: GroupToWrite): Promise<Uint8Array> {
  const h5wasm = (await importAdded("h5wasm")) as H5wasm | null;
  if (h5wasm === null) throw new LinnetError("HDF5 is written by the package h5wasm: npm install h5wasm");
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File(PATH, "w");
  try {
    fill(file, root);
  } finally {
    file.close();
  }
  const bytes = FS.readFile(PATH);
  FS.unlink(PATH);
  return bytes;
}

function fill(group: H5Group, { attributes = {}, items = {} }: GroupToWrite): void {
  for (const [name, value] of Object.entries(attributes)) writeAttribute(group, name, value);
  for (const [name, item] of Object.entries(items)) {
    if ("values" in item) {
      const { shape, values } = item;
      const dtype = values instanceof Float32Array ? "<f" : "<q";
      group.create_dataset({ name, data: values, shape, dtype });
    } else fill(group.create_group(name), item);
  }
}

/** Texts of variable length lie outside of the header, which takes 64 KiB at most. */
function writeAttribute(group: H5Group, name: string, value: string | readonly string[]): void {
  if (typeof value === "string") group.create_attribute(name, value, null, "S");
  else group.create_attribute(name, [...value], [value.length], "S");
}
