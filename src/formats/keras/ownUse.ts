// What linnet's own files of other programs' formats say of a network's use, where those programs do not look.

import { LinnetError } from "../../tensor/errors.js";
import type { DescribedNetwork, DescribedUse } from "../opened.js";
import { withoutPreprocessing } from "./preprocessingLayer.js";

/** The key under which it stands. */
export const OWN_KEY = "linnet";

/** @param layer the layer that preprocesses, which is not the network's own; null for none */
export function ownUse(use: DescribedUse, layer: string | null): string {
  return JSON.stringify({ ...use, ...(layer !== null && { preprocessingLayer: layer }) });
}

/**
 * The network as linnet had it, and its use. What the use says is checked with the network.
 * @param text of the file's entry under `OWN_KEY`
 * @throws LinnetError naming the file if it is no JSON object, or names a layer that is not there
 */
export function readOwnUse(
  text: string,
  network: DescribedNetwork,
  file: string,
): { readonly network: DescribedNetwork; readonly use: DescribedUse } {
  let entry: unknown;
  try {
    entry = JSON.parse(text);
  } catch {}
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    throw new LinnetError(`${file}: expected the entry "${OWN_KEY}" to be a JSON object, got ${text.slice(0, 60)}`);
  const { preprocessingLayer, ...use } = entry as DescribedUse & { readonly preprocessingLayer?: unknown };
  if (preprocessingLayer === undefined) return { network, use };
  try {
    return { network: withoutPreprocessing(network, `${preprocessingLayer}`), use };
  } catch (error) {
    throw new LinnetError(`${file}: ${error instanceof Error ? error.message : error}`);
  }
}
