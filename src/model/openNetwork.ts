// A network from a file of any format. Only what linnet's own files need is loaded with it.

import type { FileToOpen } from "../formats/opened.js";
import { isSafetensors } from "../formats/safetensors/openSafetensors.js";
import { platformName } from "../platform/index.js";
import { checkOptions } from "../tensor/checkOptions.js";
import type { NetworkLoadOptions } from "./inputShapes.js";
import { loadClasses } from "./loadClasses.js";
import type { NetworkEnds } from "./networkConfig.js";
import { type DecodedNetwork, networkOfOwnFile, type ReadNetwork, readOwnFile } from "./networkFile.js";

/**
 * Reads a file and loads what its network needs: another format, layers that are rare, ops of another program.
 * @param make creates the network: one that only predicts, or a model that can be trained further
 * @param options lengths of the input that the file leaves open
 * @throws LinnetError naming the file if it is not whole, of no format that linnet reads, or holds no network
 */
export async function openNetwork<N extends ReadNetwork>(
  opened: FileToOpen,
  make: (ends: NetworkEnds) => N,
  options: NetworkLoadOptions = {},
): Promise<DecodedNetwork<N>> {
  checkOptions("load", options, { inputShape: "list" });
  const { inputShape } = options;
  if (inputShape !== undefined) {
    const { checkInputShape, expectInputShapes } = await import("./inputShapes.js");
    checkInputShape(inputShape);
    const makeAny = make;
    make = (ends) => {
      expectInputShapes(ends, inputShape, opened.file);
      return makeAny(ends);
    };
  }
  if (!isSafetensors(opened.bytes)) {
    await opened.whole;
    return (await import("./openForeign.js")).openForeign(opened, make, inputShape);
  }
  // A page's files are whole, unless a program is prepared of them, which loads this.
  if (platformName === "node") {
    const begun = await (await import("./begunFile.js")).openBegun(opened, make);
    if (begun !== null) return begun;
    await opened.whole;
  }
  const own = readOwnFile(opened);
  await loadClasses(own);
  return networkOfOwnFile(own, make);
}
