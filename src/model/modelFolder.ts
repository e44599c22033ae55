// A folder that is a model: what TensorFlow.js and Teachable Machine export, opened as a zip of it is.

import { onlyModel } from "../formats/modelNames.js";
import { type FolderEntry, joinPath } from "../platform/index.js";

/**
 * The path of the model in a folder.
 * @throws LinnetError naming the folder if it holds no model, several, or TensorFlow's SavedModel
 */
export function modelInFolder(path: string, entries: readonly FolderEntry[]): string {
  const names = entries.filter(({ kind }) => kind === "file").map(({ name }) => name);
  const expected = "a model's file, or a folder with one: model.json, or a .h5, .keras, .tflite, .onnx or .safetensors";
  return joinPath(path, onlyModel(names, { file: path, expected }));
}
