// The op tables, each loaded when a graph of its dialect is opened.

import type { Dialect } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import type { OpTable } from "./opTable.js";

const loaders: { readonly [Name in Dialect]: () => Promise<OpTable> } = {
  onnx: async () => (await import("./onnx/table.js")).onnxTable,
  tflite: async () => (await import("./tflite/table.js")).tfliteTable,
  tensorflow: async () => (await import("./tensorflow/table.js")).tensorflowTable,
};

const loaded = new Map<Dialect, OpTable>();

/** Loads what `dialectTable` gives. @throws LinnetError if there is no such dialect */
export async function loadDialect(name: Dialect | undefined): Promise<OpTable> {
  if (name === undefined || !Object.hasOwn(loaders, name))
    throw new LinnetError(`expected a graph of ${Object.keys(loaders).join(", ")}`);
  const table = loaded.get(name) ?? (await loaders[name]());
  loaded.set(name, table);
  return table;
}

/** @throws LinnetError if it is not loaded yet */
export function dialectTable(name: Dialect): OpTable {
  const table = loaded.get(name);
  if (table !== undefined) return table;
  throw new LinnetError(
    `the ops of ${name} are not loaded: open the file by load, which loads them, and not by decode`,
  );
}
