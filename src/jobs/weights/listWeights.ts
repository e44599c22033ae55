// What ImageNet weights there are, and which of them lie in the cache folder.

import { type PublishedDigest, publishedWeights } from "../../models/publishedWeights.js";
import type { Source } from "../../models/sources.js";
import { cachedWeights } from "../base/weightFiles.js";

/** A network of one width. */
export interface ListedWeights {
  readonly architecture: string;
  readonly alpha: number;
  readonly source: Source;
  /** Of the file that is downloaded. */
  readonly digest: PublishedDigest;
  readonly sizes: readonly { readonly size: number; readonly isCached: boolean }[];
}

/** In the table's order. */
export async function listWeights(): Promise<readonly ListedWeights[]> {
  const listed = new Map<string, ListedWeights & { readonly sizes: ListedWeights["sizes"][number][] }>();
  for (const { architecture, alpha, size, source, digest } of publishedWeights) {
    const key = `${architecture} ${alpha}`;
    const row = listed.get(key) ?? { architecture, alpha, source, digest, sizes: [] };
    listed.set(key, row);
    if (row.sizes.some((known) => known.size === size)) continue;
    row.sizes.push({ size, isCached: (await cachedWeights({ architecture, alpha, size })) !== null });
  }
  return [...listed.values()];
}
