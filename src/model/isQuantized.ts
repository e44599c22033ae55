// Whether a network has layers of integers.

import type { Layer } from "../layers/layer.js";

/** Whether a layer of the network is a graph whose file has integers that stand for real numbers. */
export async function isQuantized({ layers }: { readonly layers: readonly Layer[] }): Promise<boolean> {
  if (!layers.some(({ className }) => className === "ImportedGraph")) return false;
  const { ImportedGraph } = await import("../opGraph/importedGraph.js");
  return layers.some((layer) => layer instanceof ImportedGraph && layer.isQuantized);
}
