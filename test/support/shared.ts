// Data that stands beside the project on some machines: photographs, weights. Tests say so where it is missing.

import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The path of a file or folder in ../shared, or null, with a line that says what is skipped. */
export function sharedPath(name: string, what: string): string | null {
  const path = fileURLToPath(new URL(`../../../shared/${name}`, import.meta.url));
  if (existsSync(path)) return path;
  console.log(`skipped: ${what}: ../shared/${name} is not there`);
  return null;
}
