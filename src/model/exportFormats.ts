// The formats that a network is written in: which one a path means, where its files go, and which options it has.

import { LinnetError } from "../tensor/errors.js";

export type ExportFormat = "safetensors" | "onnx" | "tflite" | "keras" | "h5" | "tfjs";

const endings: { readonly [Format in ExportFormat]: RegExp } = {
  safetensors: /\.safetensors$/i,
  onnx: /\.onnx$/i,
  tflite: /\.tflite$/i,
  keras: /\.keras$/i,
  h5: /\.(h5|hdf5)$/i,
  // A folder, or the file in it that names the others.
  tfjs: /[/\\]$|(^|[/\\])model\.json$/i,
};

export const exportFormats = Object.keys(endings) as readonly ExportFormat[];

/** Which formats have an option; all the others would ignore it. */
const formatsOfOptions: { readonly [option: string]: readonly ExportFormat[] } = {
  halfPrecision: ["onnx", "tflite"],
  includePreprocessing: ["keras", "h5"],
  names: ["safetensors"],
};

/** The format that the path ends like, or what is wrong in words: `expected one of …`. */
export function formatOfEnding(path: string): { readonly format: ExportFormat } | { readonly problem: string } {
  const format = exportFormats.find((name) => endings[name].test(path));
  if (format !== undefined) return { format };
  const hasNoEnding = /(^|[/\\])[^./\\]+$/.test(path);
  const hint = hasNoEnding ? `: a folder for TensorFlow.js ends with a slash, as ${path}/` : "";
  return {
    problem: `expected one of ${exportFormats.join(", ")}, since the name of ${path} ends like no format's${hint}`,
  };
}

/**
 * The file, or the folder, that is written.
 * @throws LinnetError if Keras would look for something else in a file of that name
 */
export function placeOfOutput(path: string, format: ExportFormat): string {
  if (format === "h5" && /\.weights\.(h5|hdf5)$/i.test(path))
    throw new LinnetError(
      `${path}: to Keras a name in .weights.h5 means weights alone, and this is a whole model: name it .h5 or .keras`,
    );
  return format === "tfjs" ? path.replace(/(^|[/\\])model\.json$/i, "$1").replace(/[/\\]+$/, "") || "." : path;
}

/** An option that is given and that the format does not have, and what is wrong in words; null if there is none. */
export function foreignOption(
  options: object,
  format: ExportFormat,
): { readonly option: string; readonly problem: string } | null {
  for (const [option, value] of Object.entries(options)) {
    const formats = Object.hasOwn(formatsOfOptions, option) ? formatsOfOptions[option]! : exportFormats;
    if (value !== undefined && !formats.includes(format))
      return { option, problem: `expected it beside the format ${formats.join(" or ")}, got ${format}` };
  }
  return null;
}
