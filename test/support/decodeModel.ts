// Model files of picture classifiers, in the tests.

import { expectClassifier, type ModelRecord } from "../../src/model/networkFile.js";
import { Model } from "../../src/train/model.js";

/**
 * The classifier in the bytes of a file, and what the file says beside the weights.
 * @throws LinnetError naming the file if it is not a safetensors file, a linnet model and a classifier, or not whole
 */
export function decodeModel(bytes: Uint8Array, file: string): { model: Model; record: ModelRecord } {
  const model = Model.decode(bytes, { file });
  return { model, record: expectClassifier(model.record, file) };
}
