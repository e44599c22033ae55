// What is published imports nothing but its own files and, in Node, Node's modules and linnet's dependencies.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { filesOf } from "./output.js";
import { dependencies } from "./packages.js";

const IMPORTS = /(?:\bfrom|\bimport|\bimport\(|\bnew URL\()\s*["']([^"',\s]+)["']/g;

/** @throws Error naming a file and what it asks for in vain */
export function assertSelfContained(): void {
  // Packages hold such words in strings and comments; esbuild has found all that they import.
  const own = filesOf("dist").filter((path) => path.endsWith(".js") && !path.startsWith("dist/vendor/"));
  for (const path of own) {
    const isNode = /^dist\/(node|cli)\//.test(path);
    for (const [, target] of readFileSync(path, "utf8").matchAll(IMPORTS)) {
      if (isNode && (target!.startsWith("node:") || dependencies.includes(target!))) continue;
      if (target!.startsWith(".") && existsSync(join(dirname(path), target!))) continue;
      throw new Error(`${path}: imports ${target}, which is not there`);
    }
  }
}
