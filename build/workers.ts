// Modules that threads are started with: each has to be whole, since it may be copied alone, or handed over as text.

import { basename } from "node:path";
import { bind } from "./bind.js";
import { leanJsfive } from "./leanJsfive.js";
import { bundle, write } from "./output.js";

export const workers = {
  hdf5Worker: "src/formats/hdf5/hdf5Worker.ts",
  kernelWorker: "src/backends/wasm/run/kernelWorker.ts",
  pictureWorker: "src/data/loader/pictureWorker.ts",
};

/** Packages that are too small, or needed too early, for a file of their own. */
export const small: readonly string[] = ["seedrandom/seedrandom.js", "jpeg-js", "d3-random"];

/** Packages that a thread alone needs, or whose bytes count for little there. */
const forThreads: readonly string[] = ["jsfive", "fflate"];

/** For pages; the texts by their names. */
export async function buildWorkers(): Promise<ReadonlyMap<string, string>> {
  const { files } = await bundle({
    entryPoints: workers,
    outdir: "dist",
    platform: "browser",
    minify: true,
    define: { "Buffer.from": "Uint8Array.from" },
    plugins: [leanJsfive, bind({ target: "browser", toDist: () => "./", inlined: [...small, ...forThreads] })],
  });
  return new Map([...files].map(([path, text]) => [basename(path, ".js"), text]));
}

/** Beside the modules that start them, as files and as modules that hold their text. */
export function writeWorkers(texts: ReadonlyMap<string, string>): void {
  for (const [name, text] of texts) {
    write(`dist/browser/${name}.js`, text);
    write(`dist/browser/${name}Text.js`, `export const text = ${JSON.stringify(text)};\n`);
  }
}
