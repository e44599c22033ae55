// dist/node/: the library as a few files, since Node reads one faster than fifty: what predicts, what takes pictures, what "linnet"
// names besides, what other entries and the command do, what is loaded later, what a TensorFlow Lite file or a quantized network
// needs, its kernels, what others share with these, what reads ONNX beside them, and the other formats of other programs; its entries
// and the command, which take all from these; and the threads' modules, each whole.

import { type BuildOptions, transform } from "esbuild";
import { bind } from "./bind.js";
import { entries, graphSources, int8Sources } from "./entries.js";
import { gather, neededBy } from "./gather.js";
import { moduleIn, modulesIn, modulesOf } from "./modules.js";
import { bundle, compact, write, writeAll } from "./output.js";
import { workers } from "./workers.js";

const FOLDER = "dist/node";

/** A page's own thread does not wait for kernels, nor for files, so what waits for them is loaded later there, and here at once. */
const predictSources = [entries.predict, "src/backends/wasm/run/blockingProgram.ts", "src/model/begunFile.ts"];
const pictureSources = ["src/jobs/classifier/classifyPictures.ts"];

export async function buildNode(): Promise<void> {
  const binding = bind({ target: "node", toDist: () => "../" });
  const threads: BuildOptions = { entryPoints: workers, outdir: FOLDER, platform: "node", plugins: [binding] };
  writeAll((await bundle({ ...threads, ...compact })).files);
  const sources = { ...entries, main: "src/cli/main.ts" };
  const modules = await modulesOf(Object.values(sources), { target: "node", folder: FOLDER });
  const always = neededBy(modules, Object.values(modulesIn(FOLDER, entries)));
  const isForeign = (path: string): boolean => !always.has(path) && /^dist\/node\/(formats|opGraph)\//.test(path);
  const predicting = neededBy(modules, predictSources.map(moduleIn(FOLDER)));
  const library = neededBy(modules, Object.values(modulesIn(FOLDER, { index: entries.index })));
  const withPictures = neededBy(modules, pictureSources.map(moduleIn(FOLDER)));
  const graphs = neededBy(modules, graphSources.map(moduleIn(FOLDER)));
  const int8 = neededBy(modules, int8Sources.map(moduleIn(FOLDER)));
  const onnx = neededBy(modules, ["src/formats/onnx/readOnnx.ts"].map(moduleIn(FOLDER)));
  const chunkOf = (path: string): string | undefined => {
    if (path.startsWith(`${FOLDER}/cli/`)) return undefined;
    if (predicting.has(path)) return "core";
    if (withPictures.has(path)) return graphs.has(path) ? "core" : "pictures";
    if (graphs.has(path)) return library.has(path) || int8.has(path) ? "common" : "graphs";
    if (library.has(path)) return "linnet";
    if (int8.has(path)) return "int8";
    if (onnx.has(path)) return "onnx";
    if (always.has(path)) return "work";
    return [...neededBy(modules, [path])].some(isForeign) ? "formats" : "later";
  };
  for (const [path, text] of await gather(modules, { folder: FOLDER, input: modulesIn(FOLDER, sources), chunkOf })) {
    // What is read and stepped through is the library; the rest is compact, and for the names of other formats there is no room.
    const isLibrary = /\/(core|pictures|linnet)\.js$/.test(path);
    const isNameless = /\/(formats|graphs|int8)\.js$/.test(path);
    write(path, isLibrary ? text : (await transform(text, { ...compact, minifyIdentifiers: isNameless })).code);
  }
}
