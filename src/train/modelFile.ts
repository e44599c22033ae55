// Model files as models that can be trained further.

import { decodeNetwork, type ModelRecord } from "../model/networkFile.js";
import { Model } from "./model.js";

/**
 * The model in the bytes of a file, and what the file says beside the weights.
 * @throws LinnetError naming the file, if it is no safetensors file, or no model of linnet, or is not whole
 */
export function decodeModel(bytes: Uint8Array, file: string): { model: Model; record: ModelRecord } {
  const { network, record } = decodeNetwork(bytes, file, (options) => new Model(options));
  return { model: network, record };
}
