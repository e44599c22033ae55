// Model files of classifiers of pictures, as models that can be trained further.

import { expectClassifier, type ModelRecord } from "../model/networkFile.js";
import { Model } from "./model.js";

/**
 * The classifier in the bytes of a file, and what the file says beside the weights.
 * @throws LinnetError naming the file, if it is no safetensors file, no model of linnet, no classifier, or is not whole
 */
export function decodeModel(bytes: Uint8Array, file: string): { model: Model; record: ModelRecord } {
  const model = Model.decode(bytes, { file });
  return { model, record: expectClassifier(model.record, file) };
}
