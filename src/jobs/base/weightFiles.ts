// Where weights come from: a file that is named, or the cache folder.

import type { Siblings } from "../../formats/opened.js";
import { openFile } from "../../formats/openFile.js";
import { readModelSource } from "../../model/modelSource.js";
import { weightsPrefix } from "../../models/architecture.js";
import type { WeightsFile } from "../../models/createBase.js";
import { cacheFolder, fileExists, joinPath, listFolder } from "../../platform/index.js";

/** An architecture at a width and a size. */
export interface NetworkShape {
  readonly architecture: string;
  readonly alpha: number;
  readonly size: number;
}

/** As `mobilenetv1 0.5 at 96 pixels`. */
export function describeNetwork({ architecture, alpha, size }: NetworkShape): string {
  return `${architecture} ${alpha} at ${size} pixels`;
}

/** Reads a weight file. @throws LinnetError naming the file, if it is not there or not whole */
export async function readWeights(path: string): Promise<WeightsFile> {
  const { bytes, file, siblings } = await readModelSource(path, "weights");
  const { tensors, byOrder = false, kinds } = await openFile(bytes, file, siblings);
  return { path, tensors, byOrder, ...(kinds && { kinds }), model: (await timmModel(siblings)) ?? path };
}

/** What timm's `config.json` beside the weights calls the model; null if there is none. */
async function timmModel(siblings: Siblings): Promise<string | null> {
  const bytes = await siblings("config.json");
  if (bytes === null) return null;
  try {
    const { architecture } = JSON.parse(new TextDecoder().decode(bytes)) as { readonly architecture?: unknown };
    return typeof architecture === "string" ? architecture : null;
  } catch {
    return null;
  }
}

/** Where weights are looked for; null in a page, which has no folders. */
export function weightsFolder(): string | null {
  const folder = cacheFolder();
  return folder === null ? null : joinPath(folder, "weights");
}

/** The safetensors file for this network in the cache folder; null if there is none. */
export async function cachedWeights({ architecture, alpha, size }: NetworkShape): Promise<string | null> {
  const folder = weightsFolder();
  if (folder === null || !(await fileExists(folder))) return null;
  const names = (await listFolder(folder)).map(({ name }) => name);
  const prefix = weightsPrefix(architecture, alpha, size);
  const known = names.find((name) => name.startsWith(prefix) && name.endsWith(".safetensors"));
  return known === undefined ? null : joinPath(folder, known);
}
