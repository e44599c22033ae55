// What a page has to fetch before it can predict, gzipped: linnet's bundle beside the peers'.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { gzipSync } from "node:zlib";
import { buildPage, type PageFile } from "../build.ts";
import { skipped } from "../report.ts";

export interface BundleSize {
  readonly name: string;
  /** Scripts, those of its workers among them, minified. */
  readonly scriptBytes: number;
  readonly wasmBytes: number;
}

interface Peer {
  readonly name: string;
  readonly script: URL;
  readonly wasm: string;
  /** A script that it loads beside its bundle. */
  readonly loads?: string;
}

const peers: readonly Peer[] = [
  {
    name: "tfjs-wasm",
    script: new URL("tfjsPage.ts", import.meta.url),
    wasm: "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
  },
  {
    name: "onnxruntime-web",
    script: new URL("onnxPage.ts", import.meta.url),
    wasm: "onnxruntime-web/ort-wasm-simd-threaded.wasm",
  },
  {
    name: "LiteRT.js",
    script: new URL("litertPage.ts", import.meta.url),
    wasm: "@litertjs/core/wasm/litert_wasm_internal.wasm",
    loads: "@litertjs/core/wasm/litert_wasm_internal.js",
  },
];

interface OwnPage {
  readonly name: string;
  readonly script: string;
  /** What every prediction loads: the page, with the wasm backend, what its threads run, and what reads pictures. */
  readonly starts: readonly RegExp[];
}

const [page, pictures] = [/^page\.js$/, /^pictures-\w+\.js$/];

const ownPages: readonly OwnPage[] = [
  { name: "linnet", script: "networkPage.ts", starts: [page] },
  { name: "linnet's ImageClassifier", script: "classifierPage.ts", starts: [page, pictures] },
];

export async function measureSizes(): Promise<readonly BundleSize[]> {
  const sizes = await measureOwnSizes();
  const { resolve } = createRequire(import.meta.url);
  const gzipped = (file: string): number => gzipSync(readFileSync(resolve(file)), { level: 9 }).length;
  for (const { name, script, wasm, loads } of peers) {
    try {
      const loaded = loads === undefined ? 0 : gzipped(loads);
      const bundle = scriptBytes(await buildPage(script), ["page.js"]);
      sizes.push({ name, scriptBytes: bundle + loaded, wasmBytes: gzipped(wasm) });
    } catch (error) {
      skipped(`the size of ${name}`, (error as Error).message);
    }
  }
  return sizes;
}

/** Of pages as a user writes them: one gives a network numbers, the other a classifier a photograph. */
export async function measureOwnSizes(): Promise<BundleSize[]> {
  const sizes: BundleSize[] = [];
  for (const { name, script, starts } of ownPages) {
    const files = await buildPage(new URL(script, import.meta.url));
    const found = [...files.keys()].filter((file) => starts.some((start) => start.test(file)));
    if (found.length !== starts.length) throw new Error(`expected ${starts.join(", ")} among ${[...files.keys()]}`);
    sizes.push({ name, scriptBytes: scriptBytes(files, found), wasmBytes: 0 });
  }
  return sizes;
}

/** Of the files that are started with and all that they cannot start without, each gzipped. */
function scriptBytes(files: ReadonlyMap<string, PageFile>, starts: readonly string[]): number {
  const needed = new Set(starts);
  for (const name of needed) for (const imported of files.get(name)!.imports) needed.add(imported);
  return [...needed].reduce((total, name) => total + gzipSync(files.get(name)!.bytes, { level: 9 }).length, 0);
}
