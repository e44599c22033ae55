// A published file of weights becomes one of linnet's.

import { openFile } from "../../formats/openFile.js";
import { writeSafetensors } from "../../formats/safetensors/writeSafetensors.js";
import type { BuiltNetwork } from "../../models/architecture.js";
import { findArchitecture } from "../../models/architectures.js";
import { matchWeights } from "../../models/elsewhere/matchWeights.js";
import type { PublishedWeights } from "../../models/publishedWeights.js";
import { downloads, writeFileAtomically } from "../../platform/index.js";
import type { WantedWeights } from "./wantedWeights.js";

interface FileToConvert {
  readonly bytes: Uint8Array;
  /** As errors name it. */
  readonly name: string;
  readonly published: PublishedWeights;
}

/**
 * Writes the weights with linnet's names. The SHA-256 of the file that they are made of.
 * @throws LinnetError naming the file, if it cannot be read or is not of the network, with a table of what does not fit
 */
export async function convertWeights(
  { bytes, name, published }: FileToConvert,
  { shape, includeTop, file }: Pick<WantedWeights, "shape" | "includeTop" | "file">,
): Promise<string> {
  const { tensors, byOrder = false, kinds } = await openFile(bytes, name);
  const { architecture, alpha, size } = shape;
  const { source, address } = published;
  const create = (withTop: boolean): BuiltNetwork =>
    findArchitecture(architecture).create({ alpha, inputShape: [size, size, 3], includeTop: withTop, source });
  const whole = create(published.includeTop);
  const given = { path: name, tensors, byOrder, ...(kinds && { kinds }) };
  const matched = matchWeights({ ...whole, architecture, source }, given);
  whole.network.loadWeights(matched, { file: name });
  const { network } = includeTop === published.includeTop ? whole : create(includeTop);
  const weights = new Map(network.parameters.map((parameter) => [parameter.name, matched.get(parameter.name)!]));
  const sha256 = await downloads!.digest(bytes, "SHA-256");
  await writeFileAtomically(file, writeSafetensors(weights, { address, sha256 }));
  return sha256;
}
