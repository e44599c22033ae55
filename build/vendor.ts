// dist/vendor/: each package as one file, with its license in THIRD-PARTY-LICENSES.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { licensesOf } from "./licenses.js";
import { bundle, write } from "./output.js";
import { assets, packages } from "./packages.js";

/** CommonJS packages ask for Node's modules, and GPU.js for `gl`, which is used where a user has added it. */
const requireOfNode = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

export async function buildVendor(): Promise<void> {
  const inputs = new Set<string>();
  for (const { file, entry, target, define } of packages) {
    const path = `dist/vendor/${file}`;
    const { files, metafile } = await bundle({
      stdin: { contents: entry, resolveDir: ".", loader: "js" },
      outfile: path,
      platform: target,
      minify: true,
      // Direct eval and the like are the packages' own affair.
      logLevel: "error",
      external: ["gl"],
      ...(target === "node" && { banner: { js: requireOfNode } }),
      ...(define && { define }),
    });
    write(path, files.get(path)!);
    for (const input of Object.keys(metafile.inputs)) inputs.add(input);
  }
  const { resolve } = createRequire(import.meta.url);
  for (const specifier of assets) {
    const source = resolve(specifier);
    write(`dist/vendor/${basename(specifier)}`, readFileSync(source));
    inputs.add(source);
  }
  write("dist/THIRD-PARTY-LICENSES", licensesOf(inputs));
}
