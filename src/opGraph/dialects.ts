// The op tables, each loaded when a graph of its dialect is opened.

import type { Dialect } from "../formats/opGraphTypes.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { OpTable } from "./opTable.js";

const loaders: { readonly [Name in Dialect]: () => Promise<OpTable> } = {
  onnx: async () => (await import("./onnx/table.js")).onnxTable,
  tflite: async () => (await import("./tflite/table.js")).tfliteTable,
  tensorflow: async () => (await import("./tensorflow/table.js")).tensorflowTable,
};

const loaded = new Map<Dialect, OpTable>();

/** Whether there is such a dialect. */
export function isDialect(name: unknown): name is Dialect {
  return typeof name === "string" && Object.hasOwn(loaders, name);
}

/** Loads what `dialectTable` gives. @throws LinnetError if there is no such dialect */
export async function loadDialect(name: Dialect): Promise<OpTable> {
  checkDialect(name);
  const table = loaded.get(name) ?? (await loaders[name]());
  loaded.set(name, table);
  return table;
}

/** @throws LinnetError if there is no such dialect, or it is not loaded yet */
export function dialectTable(name: Dialect): OpTable {
  checkDialect(name);
  const table = loaded.get(name);
  if (table !== undefined) return table;
  throw new LinnetError(
    `the ops of ${name} are not loaded: open the file by load, which loads them, and not by decode`,
  );
}

function checkDialect(name: unknown): void {
  if (isDialect(name)) return;
  throw new LinnetError(`expected a graph of ${Object.keys(loaders).join(", ")}, got ${describe(name)}`);
}
