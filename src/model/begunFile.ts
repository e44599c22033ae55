// A model file of linnet's own whose numbers may still be on their way: the network is made of its header meanwhile.

import type { FileToOpen } from "../formats/opened.js";
import { readBegunHeader } from "../formats/safetensors/begunHeader.js";
import { checkDigest } from "../formats/safetensors/digest.js";
import { isSafetensors } from "../formats/safetensors/openSafetensors.js";
import { FIRST_BYTES } from "../platform/platform.js";
import { type ArrivingWeights, arrivingWeights } from "./arrivingWeights.js";
import { loadClasses } from "./loadClasses.js";
import type { NetworkEnds } from "./networkConfig.js";
import {
  buildNetwork,
  type DecodedNetwork,
  networkOfOwnFile,
  type OwnFile,
  type ReadNetwork,
  readOwnFile,
} from "./networkFile.js";
import { checkWeights } from "./weights.js";

/**
 * The network in a file of which the first bytes are there, once the others are, too.
 * @param meanwhile is given it while its weights are on their way, and awaited if the file is as it should be
 * @returns null if the file has to be whole for it, also to be sure that something is wrong with it
 * @throws LinnetError naming the file if it is damaged
 */
export async function openBegun<N extends ReadNetwork>(
  opened: FileToOpen,
  make: (ends: NetworkEnds) => N,
  meanwhile?: (network: N, weights: ArrivingWeights) => Promise<void>,
): Promise<DecodedNetwork<N> | null> {
  const { whole } = opened;
  const own = whole === undefined || !isSafetensors(opened.bytes) ? null : readHeader(opened);
  const network = own && (await begin(own, make).catch(() => null));
  if (own === null || network === null) return null;
  const doing = meanwhile?.(network, arrivingWeights(network, own.tensors, whole!));
  doing?.catch(() => {});
  await whole;
  const decoded = networkOfOwnFile(own, make, network);
  await doing;
  return decoded;
}

/** Numbers that would be converted, and not read where they lie. */
const CONVERTED = /"dtype":"(?!F32")/;

/** Its numbers come later, into the arrays that are there, and whether they are finite is asked of them then. */
function readHeader(opened: FileToOpen): OwnFile | null {
  const { bytes } = opened;
  const header = readBegunHeader(bytes.subarray(0, FIRST_BYTES));
  if (header === null || CONVERTED.test(header.text)) return null;
  try {
    const own = readOwnFile(opened, () => false);
    if (![...own.tensors.values()].every(({ values }) => values.buffer === bytes.buffer)) return null;
    return {
      ...own,
      get areFinite() {
        return checkDigest(own, own.file);
      },
    };
  } catch {
    return null;
  }
}

async function begin<N extends ReadNetwork>(own: OwnFile, make: (ends: NetworkEnds) => N): Promise<N> {
  await loadClasses(own);
  const network = buildNetwork(own.config, own.file, make);
  checkWeights(network, own.tensors, own.file, true);
  return network;
}
