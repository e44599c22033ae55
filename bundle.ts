// Writes what has to be in few files to dist/, where tsc has written every module: docs/decisions/2026-11-26-few-files.md.

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
import { basename, dirname, join } from "node:path";
import { type BuildOptions, build } from "esbuild";

/** Whoever runs what is there finds every file whole, and nothing is touched that has not changed. */
function writeChanged(path: string, contents: Uint8Array): void {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, contents);
  renameSync(`${path}.part`, path);
}

/** Builds from the sources, and gives the names of the files. */
async function bundle(options: BuildOptions): Promise<ReadonlySet<string>> {
  const common = { bundle: true, format: "esm", target: "es2022", write: false } as const;
  const { outputFiles } = await build({ ...common, ...options });
  for (const { path, contents } of outputFiles!) writeChanged(path, contents);
  return new Set(outputFiles!.map(({ path }) => basename(path)));
}

/** Threads are started with the module of their name beside the one that starts them. */
const threads = {
  kernelWorker: "src/backends/wasm/run/kernelWorker.ts",
  pictureWorker: "src/data/loader/pictureWorker.ts",
};

// For Node: library, command and threads, and in pieces what they share and what is loaded when it is first needed.
const names = await bundle({
  entryPoints: { index: "src/index.ts", main: "src/cli/main.ts", ...threads },
  outdir: "dist/node",
  splitting: true,
  platform: "node",
  packages: "external",
});
for (const name of readdirSync("dist/node")) if (!names.has(name)) rmSync(join("dist/node", name));

// For pages: bundlers copy what a thread is started with as it is, so it has to be whole. It never gets to mozjpeg.
await bundle({
  entryPoints: Object.values(threads),
  outbase: "src",
  outdir: "dist",
  platform: "browser",
  external: ["@jsquash/*"],
});

// npx remembers where it once found a folder's command: before 26 November 2026 it was the second of these.
writeChanged("dist/cli/main.js", Buffer.from('#!/usr/bin/env node\nimport "../node/main.js";\n'));
for (const command of ["dist/node/main.js", "dist/cli/main.js"]) chmodSync(command, 0o755);
