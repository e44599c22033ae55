// A network from a file of any format. Only what linnet's own files need is loaded with it.

import type { FileToOpen } from "../formats/opened.js";
import { isSafetensors, openSafetensors } from "../formats/safetensors/openSafetensors.js";
import { layerClassOf } from "../layers/layerClasses.js";
import { layersOf, type NetworkEnds } from "./networkConfig.js";
import { type DecodedNetwork, networkConfigOf, networkOfSafetensors, type ReadNetwork } from "./networkFile.js";

/**
 * Reads a file and loads what its network needs: another format, layers that are rare, ops of another program.
 * @param make creates the network: one that only predicts, or a model that can be trained further
 * @throws LinnetError naming the file if it is not whole, of no format that linnet reads, or holds no network
 */
export async function openNetwork<N extends ReadNetwork>(
  opened: FileToOpen,
  make: (ends: NetworkEnds) => N,
): Promise<DecodedNetwork<N>> {
  if (!isSafetensors(opened.bytes)) return (await import("./openForeign.js")).openForeign(opened, make);
  const own = openSafetensors(opened);
  const config = networkConfigOf(own, opened.file);
  const isRare = layersOf(config).some(({ className }) => className !== undefined && !layerClassOf(className));
  if (isRare) await (await import("./openForeign.js")).loadClassesOf(config);
  return networkOfSafetensors(own, opened.file, make);
}
