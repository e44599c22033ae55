// A model file of linnet's own whose numbers may still be on their way: the network is made of its header meanwhile.

import type { FileToOpen } from "../formats/opened.js";
import { checkDigest } from "../formats/safetensors/digest.js";
import { FIRST_BYTES } from "../platform/platform.js";
import type { NetworkEnds } from "./networkConfig.js";
import { buildNetwork, type OwnFile, type ReadNetwork, readOwnFile } from "./networkFile.js";

/**
 * What the file holds, once that is known: its numbers may come later, into the arrays that are there, and whether they are
 * finite is asked of them then.
 * @throws LinnetError as `readOwnFile` does
 */
export async function readBegunFile(opened: FileToOpen): Promise<OwnFile> {
  const begun = opened.whole === undefined ? null : readHeader(opened);
  if (begun !== null) return begun;
  await opened.whole;
  return readOwnFile(opened);
}

/** Numbers that would be converted, and not read where they lie. */
const CONVERTED = /"dtype":"(?!F32")/;

/** Null if the file has to be whole for it, also to be sure that something is wrong with it. */
function readHeader(opened: FileToOpen): OwnFile | null {
  const { buffer, byteOffset, byteLength } = opened.bytes;
  const end = 8n + new DataView(buffer, byteOffset, byteLength).getBigUint64(0, true);
  if (end > FIRST_BYTES) return null;
  if (CONVERTED.test(new TextDecoder("latin1").decode(opened.bytes.subarray(0, Number(end))))) return null;
  try {
    const own = readOwnFile(opened, () => false);
    if (![...own.tensors.values()].every(({ values }) => values.buffer === buffer)) return null;
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

/** The network without its weights, once these are there; undefined if none can be made: whether the file is damaged is asked first. */
export async function buildMeanwhile<N extends ReadNetwork>(
  { config, file }: OwnFile,
  make: (ends: NetworkEnds) => N,
  whole: Promise<void> | undefined,
): Promise<N | undefined> {
  let network: N | undefined;
  try {
    network = buildNetwork(config, file, make);
  } catch {
    // It is made again, for its error.
  }
  await whole;
  return network;
}
