// Files that are whole or not there, so that the recipe can be stopped at any moment and go on.

import { readFileSync, renameSync, writeFileSync } from "node:fs";

/** Writes under another name and renames. */
export function writeWhole(path: string, content: Uint8Array | string): void {
  const temporary = `${path}.part`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** The bytes in memory that threads share, so that a picture is not copied on its way to one. */
export function readShared(path: string): Uint8Array {
  const content = readFileSync(path);
  const shared = new Uint8Array(new SharedArrayBuffer(content.length));
  shared.set(content);
  return shared;
}
