// What a file holds: a network, or weights alone.

import type { OpenedFile } from "../formats/opened.js";
import { openFile } from "../formats/openFile.js";
import type { NetworkLoadOptions } from "./inputShapes.js";
import { type ModelSource, readModelSource } from "./modelSource.js";
import { Network } from "./network.js";
import { isOwnNetwork } from "./networkFile.js";
import { openNetwork } from "./openNetwork.js";

/** A network, or null and the tensors. */
export type FileContents =
  | { readonly network: Network }
  | { readonly network: null; readonly weights: Pick<OpenedFile, "format" | "tensors"> };

/** @throws LinnetError naming the file if it cannot be read, or its network cannot be made */
export async function fileContents(source: ModelSource, options: NetworkLoadOptions = {}): Promise<FileContents> {
  const file = await readModelSource(source);
  const opened = await openFile(file.bytes, file.file, file.siblings);
  if (opened.network === undefined && opened.graph === undefined && !isOwnNetwork(opened))
    return { network: null, weights: opened };
  const { network, record } = await openNetwork({ ...file, contents: opened }, (ends) => new Network(ends), options);
  network.record = record;
  return { network };
}
