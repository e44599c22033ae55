// For pages: dist/browser/, which bundlers take apart again; and dist/linnet.browser.js, one file.

import { transform } from "esbuild";
import { bind } from "./bind.js";
import { entries, graphSources, int8Sources } from "./entries.js";
import { gather, type Modules, neededBy } from "./gather.js";
import { moduleIn, modulesIn, modulesOf } from "./modules.js";
import { bundle, compact, write, writeAll } from "./output.js";
import { buildWorkers, small, writeWorkers } from "./workers.js";

export async function buildBrowser(): Promise<void> {
  const workerTexts = await buildWorkers();
  writeWorkers(workerTexts);
  // Bundlers print it anew; compact, an installation has room.
  for (const [path, text] of await gathered()) write(path, (await transform(text, compact)).code);
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

/** Sources that bring a chunk with them: all that they need, and that no chunk before has. */
const chunks = {
  core: [entries.predict],
  pictures: ["src/jobs/classifier/classifyPictures.ts", "src/jobs/classifier/openClassifier.ts"],
  layers: ["src/layers/index.ts"],
  library: Object.values(entries),
};

/**
 * Bundlers that split a page give every set of modules which other parts of it need a file of its own, and each is compressed
 * apart: a page that predicts would load a dozen. They do not take chunks apart, and still leave out what is not used of each. What a
 * quantized file needs is apart from layers and the library, which would be loaded with it.
 */
async function gathered(): Promise<Modules> {
  const folder = "dist/browser";
  const modules = await modulesOf(Object.values(entries), { target: "browser", folder });
  const members = Object.entries(chunks).map(
    ([name, sources]) => [name, neededBy(modules, sources.map(moduleIn(folder)))] as const,
  );
  const graphs = neededBy(modules, graphSources.map(moduleIn(folder)));
  const int8 = neededBy(modules, int8Sources.map(moduleIn(folder)));
  const chunkOf = (path: string): string | undefined => {
    const chunk = members.find(([, needed]) => needed.has(path))?.[0];
    if (chunk === "core" || chunk === "pictures") return chunk;
    if (graphs.has(path)) return chunk !== undefined || int8.has(path) ? "common" : "graphs";
    return chunk ?? (int8.has(path) ? "int8" : undefined);
  };
  return gather(modules, { folder, input: modulesIn(folder, entries), chunkOf });
}
