// What Node runs of linnet, in a few files in dist/node: to read the two hundred of dist/ takes longer than to predict.
// Bundlers for pages take those of dist/, one a module.

import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

const folder = "dist/node";

const { outputFiles } = await build({
  entryPoints: {
    index: "src/index.ts",
    main: "src/cli/main.ts",
    // Threads are started with the module of this name that lies beside the one that starts them.
    kernelWorker: "src/backends/wasm/kernelWorker.ts",
    pictureWorker: "src/data/loader/pictureWorker.ts",
  },
  outdir: folder,
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  write: false,
});

mkdirSync(folder, { recursive: true });
for (const { path, contents } of outputFiles) {
  // Whoever runs what is there finds every file whole, and nothing is touched that has not changed.
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  writeFileSync(`${path}.part`, contents);
  renameSync(`${path}.part`, path);
}
const names = new Set(outputFiles.map(({ path }) => basename(path)));
for (const name of readdirSync(folder)) if (!names.has(name)) rmSync(join(folder, name));
// npx remembers where it once found a folder's command: before 26 November 2026 it was the second of these.
for (const command of ["dist/node/main.js", "dist/cli/main.js"]) chmodSync(command, 0o755);
