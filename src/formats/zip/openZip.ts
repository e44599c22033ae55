// Zip files of several programs: what is in them says whose they are. One that holds a model among other files is opened as a
// folder with that model.

import { onlyModel } from "../modelNames.js";
import { isNpz, openNpz } from "../npz/openNpz.js";
import type { FileToOpen, OpenedFile, Siblings } from "../opened.js";
import { isPytorchZip, openPytorchZip } from "../pytorch/openPytorch.js";
import { readZip, type ZipEntries } from "./readZip.js";

interface ZipFormat {
  matches(entries: ZipEntries): boolean;
  open(entries: ZipEntries, opened: FileToOpen): OpenedFile | Promise<OpenedFile>;
}

/** `openFile`, which opens what is inside: it imports this file. */
type OpenFile = (bytes: Uint8Array, file: string, siblings: Siblings) => Promise<OpenedFile>;

const formats: readonly ZipFormat[] = [
  {
    // As keras/openKeras.ts has it, which is loaded for such files alone.
    matches: ({ names }) => names.includes("config.json") && names.some((name) => name.startsWith("model.weights")),
    open: async (entries, { file }) => (await import("../keras/openKeras.js")).openKeras(entries, file),
  },
  { matches: isPytorchZip, open: (entries, { file }) => openPytorchZip(entries, file) },
  { matches: isNpz, open: (entries, { file }) => openNpz(entries, file) },
];

/** @throws LinnetError naming the file if nothing of what it holds is known, or it cannot be read */
export async function openZip(opened: FileToOpen, openFile: OpenFile): Promise<OpenedFile> {
  const entries = readZip(opened.bytes, opened.file);
  const format = formats.find(({ matches }) => matches(entries));
  if (format !== undefined) return format.open(entries, opened);
  const expected = "a zip of .keras, .pth or .npz, or with one model in it";
  const model = onlyModel(entries.names, { file: opened.file, expected });
  return openFile(entries.read(model), `${opened.file}: ${model}`, besideIn(entries, model));
}

/** The files of the zip in the folder of that one. */
function besideIn({ names, read }: ZipEntries, name: string): Siblings {
  const folder = name.slice(0, name.lastIndexOf("/") + 1);
  return async (wanted) => (names.includes(`${folder}${wanted}`) ? read(`${folder}${wanted}`) : null);
}
