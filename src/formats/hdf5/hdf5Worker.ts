// The thread that reads HDF5 files, one after the other: a module of its own, started by `readHdf5.ts`.

import { serveRequests } from "../../platform/poolThread.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Hdf5Dataset, Hdf5Group } from "./hdf5Tree.js";
import { parseHdf5 } from "./parseHdf5.js";

export interface Hdf5Request {
  /** Null asks whether the thread is there. */
  readonly bytes: ArrayBuffer | null;
  readonly skipped: readonly string[];
}

/** An error's class does not survive the way between threads. */
export type Hdf5Reply =
  | { readonly kind: "read"; readonly root: Hdf5Group | null }
  | { readonly kind: "fault"; readonly reason: string };

function answer({ bytes, skipped }: Hdf5Request): Hdf5Reply {
  try {
    return { kind: "read", root: bytes === null ? null : parseHdf5(bytes, skipped) };
  } catch (error) {
    if (error instanceof LinnetError) return { kind: "fault", reason: error.message };
    throw error;
  }
}

function buffersOf(item: Hdf5Group | Hdf5Dataset): ArrayBuffer[] {
  if (item.kind === "group") return [...item.items.values()].flatMap(buffersOf);
  return ArrayBuffer.isView(item.values) ? [item.values.buffer as ArrayBuffer] : [];
}

serveRequests(answer, (reply) => (reply.kind === "read" && reply.root !== null ? buffersOf(reply.root) : []));
