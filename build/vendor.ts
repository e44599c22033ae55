// dist/vendor/: each package as one file, with its license in THIRD-PARTY-LICENSES.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { leanJsfive } from "./leanJsfive.js";
import { licensesOf } from "./licenses.js";
import { bundle, write } from "./output.js";
import { assets, packages } from "./packages.js";

/** CommonJS packages ask for Node's modules. */
const requireOfNode = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

export async function buildVendor(): Promise<void> {
  const inputs = new Set<string>(await buildGpuCore());
  for (const { file, entry, target, define } of packages) {
    const path = `dist/vendor/${file}`;
    const { files, metafile } = await bundle({
      stdin: { contents: entry, resolveDir: ".", loader: "js" },
      outfile: path,
      platform: target,
      minify: true,
      // Direct eval and the like are the packages' own affair.
      logLevel: "error",
      external: ["./gpu.core.js"],
      plugins: [leanJsfive],
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

/** GPU.js for pages and Node alike, as a function of the `require` that finds `gl` where a user has added it, or of none. */
async function buildGpuCore(): Promise<readonly string[]> {
  const path = "dist/vendor/gpu.core.js";
  const { files, metafile } = await bundle({
    entryPoints: ["node_modules/gpu.js/src/index.js"],
    outfile: path,
    format: "cjs",
    platform: "node",
    minify: true,
    external: ["gl"],
    logLevel: "error",
    banner: { js: "export default function (require) { const module = {};" },
    footer: { js: "return module.exports; }" },
  });
  write(path, files.get(path)!);
  return Object.keys(metafile.inputs);
}
