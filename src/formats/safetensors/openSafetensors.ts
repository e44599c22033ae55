// Safetensors files, as linnet's own are: opened at once.

import { checkArgument } from "../../tensor/checkArgument.js";
import type { FileToOpen, OpenedFile } from "../opened.js";
import { readSafetensors } from "./safetensors.js";

/** Whether its first bytes are those of a header of JSON. */
export function isSafetensors(bytes: Uint8Array): boolean {
  return bytes[8] === "{".charCodeAt(0);
}

/** @throws LinnetError naming the file if it is not a safetensors file, or not whole */
export function openSafetensors({ bytes, file }: Pick<FileToOpen, "bytes" | "file">): OpenedFile {
  checkArgument(file, "the bytes", bytes, Uint8Array);
  return { format: "safetensors", ...readSafetensors(bytes, file) };
}
