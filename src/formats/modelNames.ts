// Which file is the model, where a zip or a folder holds one among other files.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { refuseSavedModel } from "./whatFile.js";

/** Names of models, as exports of Teachable Machine hold them; not what macOS adds to zips. */
const MODEL = /^(?!__MACOSX\/|.*\/\.|\.).*?(model\.json|\.(h5|keras|tflite|onnx|safetensors))$/i;

/**
 * The only name of a model among these.
 * @param expected what could be there, for the error
 * @throws LinnetError naming the file if there is none or there are more
 */
export function onlyModel(
  names: readonly string[],
  { file, expected }: { readonly file: string; readonly expected: string },
): string {
  const models = names.filter((name) => MODEL.test(name));
  if (models.length === 1) return models[0]!;
  refuseSavedModel(names, file);
  const shown = models.length === 0 ? names : models;
  const first = shown.slice(0, 3).map(describe).join(", ");
  const found = shown.length === 0 ? "nothing" : `${first}${shown.length > 3 ? ", …" : ""}`;
  throw new LinnetError(`${file}: expected ${expected}, got one that holds ${found}`);
}
