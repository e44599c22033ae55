// For pages: dist/browser/, which bundlers take apart again; and dist/linnet.browser.js, one file.

import { bind } from "./bind.js";
import { entries } from "./entries.js";
import { gather } from "./gather.js";
import { bundle, write, writeAll } from "./output.js";
import { buildWorkers, small, workers, writeWorkers } from "./workers.js";

export async function buildBrowser(): Promise<void> {
  const workerTexts = await buildWorkers();
  writeWorkers(workerTexts);
  const files = await modules();
  writeAll(files);
  const oneFile = await bundle({
    entryPoints: { "linnet.browser": "src/index.ts" },
    outdir: "dist",
    platform: "browser",
    minify: true,
    define: { "Buffer.from": "Uint8Array.from" },
    plugins: [bind({ target: "browser", toDist: () => "./", inlined: small, workerTexts, isOneFile: true })],
  });
  writeAll(oneFile.files);
  write("dist/browser/index.d.ts", 'export * from "../types/index.js";\n');
  write("dist/linnet.browser.d.ts", 'export * from "./types/index.js";\n');
}

/** What a page can reach, bound to pages and gathered in chunks. */
async function modules(): Promise<ReadonlyMap<string, string>> {
  const options = { outbase: "src", outdir: "dist/browser", platform: "browser" } as const;
  // All chunks are in one folder, whatever folder their modules came from.
  const binding = { target: "browser", toDist: () => "../" } as const;
  const whole = await bundle({ ...options, entryPoints: Object.values(entries), plugins: [bind(binding)] });
  const isOwn = (path: string): boolean => path.startsWith("src/") && !/WorkerText\.ts$/.test(path);
  const sources = Object.keys(whole.metafile.inputs).filter(isOwn);
  if (sources.some((path) => Object.values<string>(workers).includes(path))) throw new Error("a page imports a worker");
  const { files } = await bundle({
    ...options,
    entryPoints: sources,
    plugins: [bind({ ...binding, isFileAModule: true })],
  });
  return gather(files, "dist/browser");
}
