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
];

export async function measureSizes(): Promise<readonly BundleSize[]> {
  const own = await buildPage(new URL("inference.ts", import.meta.url));
  const sizes = [{ name: "linnet", scriptBytes: scriptBytes(own, ["page.js", textOfThreads(own)]), wasmBytes: 0 }];
  const { resolve } = createRequire(import.meta.url);
  for (const { name, script, wasm } of peers) {
    try {
      const files = await buildPage(script);
      const wasmBytes = gzipSync(readFileSync(resolve(wasm)), { level: 9 }).length;
      sizes.push({ name, scriptBytes: scriptBytes(files, ["page.js"]), wasmBytes });
    } catch (error) {
      skipped(`the size of ${name}`, (error as Error).message);
    }
  }
  return sizes;
}

/** The file with what linnet's kernel threads run. */
function textOfThreads(files: ReadonlyMap<string, PageFile>): string {
  return [...files.keys()].find((name) => name.startsWith("kernelWorkerText"))!;
}

/** Of the files that are started with and all that they cannot start without, each gzipped. */
function scriptBytes(files: ReadonlyMap<string, PageFile>, starts: readonly string[]): number {
  const needed = new Set(starts);
  for (const name of needed) for (const imported of files.get(name)!.imports) needed.add(imported);
  return [...needed].reduce((total, name) => total + gzipSync(files.get(name)!.bytes, { level: 9 }).length, 0);
}
