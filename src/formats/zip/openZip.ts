// Zip files of several programs: what is in them says whose they are.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isNpz, openNpz } from "../npz/openNpz.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import { isPytorchZip, openPytorchZip } from "../pytorch/openPytorch.js";
import { readZip, type ZipEntries } from "./readZip.js";

interface ZipFormat {
  matches(entries: ZipEntries): boolean;
  open(entries: ZipEntries, opened: FileToOpen): OpenedFile | Promise<OpenedFile>;
}

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
export async function openZip(opened: FileToOpen): Promise<OpenedFile> {
  const entries = readZip(opened.bytes, opened.file);
  const format = formats.find(({ matches }) => matches(entries));
  if (format !== undefined) return format.open(entries, opened);
  const shown = entries.names.slice(0, 3).map(describe).join(", ");
  const found = entries.names.length === 0 ? "nothing" : `${shown}${entries.names.length > 3 ? ", …" : ""}`;
  throw new LinnetError(`${opened.file}: expected a zip of .keras, .pth or .npz, got one that holds ${found}`);
}
