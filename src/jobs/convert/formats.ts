// The formats that a model can be converted to, and which one a file's name means.

import type { ExportFormat } from "../../model/exportNetwork.js";
import { OptionError } from "../optionError.js";

const endings: { readonly [Format in ExportFormat]: RegExp } = {
  safetensors: /\.safetensors$/i,
  onnx: /\.onnx$/i,
  tflite: /\.tflite$/i,
  keras: /\.keras$/i,
  h5: /\.(h5|hdf5)$/i,
  // A folder, or the file in it that names the others.
  tfjs: /[/\\]$|(^|[/\\])model\.json$/i,
};

export const convertFormats = Object.keys(endings) as readonly ExportFormat[];

/** @throws OptionError if the name ends like none */
export function formatOf(output: string): ExportFormat {
  const found = convertFormats.find((format) => endings[format].test(output));
  if (found !== undefined) return found;
  throw new OptionError(
    "format",
    `expected one of ${convertFormats.join(", ")}, since the name of ${output} ends like no format's`,
  );
}

/** The file, or the folder, that is written. */
export function placeOfOutput(output: string, format: ExportFormat): string {
  return format === "tfjs" ? output.replace(/(^|[/\\])model\.json$/i, "$1").replace(/[/\\]+$/, "") || "." : output;
}
