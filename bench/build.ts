// TypeScript of the benchmarks as JavaScript, so that no compiler's time is in what is measured.

import { mkdirSync, mkdtempSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { type BuildOptions, build } from "esbuild";

/** What is measured is loaded as it is published: bundled already, by its makers. */
const PUBLISHED = ["linnet", "@tensorflow/*", "onnxruntime-*", "gpu.js"];

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** A page has linnet as built, also where the packages of the benchmark are not installed. */
const linnet = { "linnet/predict": fileOf("../dist/browser/predict.js"), linnet: fileOf("../dist/browser/index.js") };

const common = { bundle: true, splitting: true, format: "esm", tsconfigRaw: {}, logLevel: "error" } as const;

/** Bundles a script into a new folder, for Node, and returns its file. `external` is loaded when it runs. */
export async function buildScript(script: URL, external: readonly string[] = PUBLISHED): Promise<string> {
  mkdirSync(fileOf("results/"), { recursive: true });
  const folder = mkdtempSync(fileOf("results/build-"));
  const file = fileURLToPath(script);
  const name = basename(file, ".ts");
  await build({
    ...common,
    entryPoints: { [name]: file },
    outdir: folder,
    platform: "node",
    external: [...external],
    // CommonJS packages that are bundled still ask for Node's modules.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
  });
  return `${folder}/${name}.js`;
}

/** A file of a page's bundle, and those that it cannot start without. */
export interface PageFile {
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
}

/** Bundles and minifies a script for a page; the files by their names. */
export async function buildPage(script: URL, options: BuildOptions = {}): Promise<Map<string, PageFile>> {
  const { outputFiles, metafile } = await build({
    ...common,
    alias: linnet,
    ...options,
    entryPoints: { page: fileURLToPath(script) },
    outdir: fileOf("results/page"),
    platform: "browser",
    target: "es2022",
    minify: true,
    write: false,
    metafile: true,
  });
  const outputs = Object.entries(metafile!.outputs).map(([path, output]) => [basename(path), output] as const);
  const byName = new Map(outputs);
  return new Map(
    outputFiles!.map(({ path, contents }) => {
      const imports = byName.get(basename(path))!.imports;
      const needed = imports.filter(({ kind, external }) => kind === "import-statement" && external !== true);
      return [basename(path), { bytes: contents, imports: needed.map(({ path: target }) => basename(target)) }];
    }),
  );
}
