// What the layers of a network need that not every page has.

import type { DescribedLayer } from "../formats/opened.js";
import { IMPORTED_GRAPH } from "../formats/opGraphTypes.js";
import { isRareLayer } from "../layers/registry.js";
import { layersOf } from "./networkConfig.js";
import type { OwnFile } from "./networkFile.js";

/** Loads it for the network of a file. */
export async function loadClasses({ config }: OwnFile): Promise<void> {
  if (layersOf(config).some(needsMore)) await (await import("./openForeign.js")).loadClassesOf(config);
}

/** Of an imported graph the class may be there, and the ops of its dialect not. */
function needsMore(layer: Partial<DescribedLayer>): boolean {
  return layer.className === IMPORTED_GRAPH || isRareLayer(layer);
}
