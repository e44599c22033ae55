// Files for threads.

import { readFileSync } from "node:fs";

/** The bytes in memory that threads share, so that a picture is not copied on its way to one. */
export function readShared(path: string): Uint8Array {
  const content = readFileSync(path);
  const shared = new Uint8Array(new SharedArrayBuffer(content.length));
  shared.set(content);
  return shared;
}
