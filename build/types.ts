// dist/types/: the declarations that the library's entries lead to, of all that tsc has written.

import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { entries } from "./entries.js";
import { write } from "./output.js";

/** The outDir of tsconfig.build.json. */
const SOURCE = "node_modules/.cache/linnet/types";
const ENTRIES = Object.values(entries).map((source) => source.replace(/^src\/(.*)\.ts$/, "$1.d.ts"));

/** @throws Error naming a declaration that leads to a package: none is installed with linnet */
export function copyTypes(): void {
  const reached = new Set(ENTRIES);
  for (const path of reached) {
    const text = readFileSync(join(SOURCE, path), "utf8");
    for (const [, target] of text.matchAll(/(?:from|import\(|import|path=)\s*"([^"]+)"/g)) {
      if (!target!.startsWith(".")) throw new Error(`${path}: its types need the package ${target}`);
      reached.add(join(dirname(path), target!).replace(/\.js$/, ".d.ts"));
    }
    write(`dist/types/${path}`, text);
  }
}
