// The one door for weights and models. Each format is loaded when a file of it is opened.

import { checkArgument } from "../tensor/checkArgument.js";
import { detectFormat, type FormatName } from "./detectFormat.js";
import type { FileToOpen, OpenedFile, Siblings } from "./opened.js";
import { openSafetensors } from "./safetensors/openSafetensors.js";

type OpenFormat = (opened: FileToOpen) => OpenedFile | Promise<OpenedFile>;

const readers: { readonly [Name in FormatName]: OpenFormat } = {
  safetensors: openSafetensors,
  hdf5: (opened) =>
    labeled(
      opened,
      import("./keras/openHdf5.js").then(({ openHdf5 }) => openHdf5(opened)),
    ),
  zip: async (opened) => (await import("./zip/openZip.js")).openZip(opened, openFile),
  tflite: (opened) =>
    labeled(
      opened,
      import("./tflite/readTflite.js").then(({ openTflite }) => openTflite(opened.bytes, opened.file)),
    ),
  json: async (opened) => (await import("./tfjs/openTfjs.js")).openTfjs(opened),
  pickle: async (opened) => (await import("./pytorch/openPytorch.js")).openLegacyPytorch(opened),
  npy: async (opened) => (await import("./npz/openNpz.js")).openNpy(opened),
  onnx: async (opened) => (await import("./onnx/readOnnx.js")).readOnnx(opened),
};

/** With the classes that Teachable Machine puts beside such files. */
async function labeled(beside: FileToOpen, opening: Promise<OpenedFile>): Promise<OpenedFile> {
  const [opened, { withLabels }] = await Promise.all([opening, import("./teachableMachine/labels.js")]);
  return withLabels(opened, beside);
}

/**
 * Opens a file of weights or of a model, of any format that linnet reads.
 * @param siblings reads files that lie beside it. Default: there are none.
 * @throws LinnetError naming the file if it is not whole, or of a format that linnet does not read
 */
export async function openFile(
  bytes: Uint8Array,
  file: string,
  siblings: Siblings = async () => null,
): Promise<OpenedFile> {
  checkArgument(file, "the bytes", bytes, Uint8Array);
  const format = detectFormat(bytes);
  if (format === null) return (await import("./whatFile.js")).refuseUnknown(bytes, file);
  return readers[format]({ bytes, file, siblings });
}
