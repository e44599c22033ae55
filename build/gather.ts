// Gathers modules in chunks. Bundlers that split a page give every set of modules which other parts of it need a file of its
// own, and each is compressed apart: a page that predicts would load a dozen. They do not take chunks apart into files, and
// still leave out what is not used of each.

import { dirname, join, relative } from "node:path";
import { type Plugin, rollup } from "rollup";
import { entries } from "./entries.js";

/** A module of the given ones, or a file of dist/ outside their folder. */
type Files = ReadonlyMap<string, string>;

/** Sources that bring a chunk with them: all that they need, and that no chunk before has. */
const chunks = {
  core: [entries.predict],
  pictures: ["src/jobs/classifier/classifyPictures.ts"],
  layers: ["src/layers/index.ts"],
  library: Object.values(entries),
};

/** Gathers modules in these chunks; what else is loaded when it is first needed stays apart. */
export async function gather(files: Files, folder: string): Promise<Files> {
  const outputOf = (source: string): string => source.replace(/^src/, folder).replace(/\.ts$/, ".js");
  const input = Object.fromEntries(Object.entries(entries).map(([name, source]) => [name, outputOf(source)]));
  const members = Object.entries(chunks).map(
    ([name, sources]) => [name, needed(files, sources.map(outputOf))] as const,
  );
  const isEntry = new Set(Object.values(input));
  const bundled = await rollup({
    input,
    plugins: [fromMemory(files)],
    preserveEntrySignatures: "strict",
    treeshake: { moduleSideEffects: false },
    onwarn: (warning) => {
      throw new Error(warning.message);
    },
  });
  const { output } = await bundled.generate({
    format: "es",
    generatedCode: "es2015",
    entryFileNames: "[name].js",
    chunkFileNames: ({ name, facadeModuleId: module }) =>
      module === null ? `${name}.js` : relative(folder, module).replaceAll("/", "-"),
    hoistTransitiveImports: false,
    onlyExplicitManualChunks: true,
    manualChunks: (id) => (isEntry.has(id) ? undefined : members.find(([, modules]) => modules.has(id))?.[0]),
  });
  await bundled.close();
  return new Map(output.map((chunk) => [join(folder, chunk.fileName), chunk.type === "chunk" ? used(chunk.code) : ""]));
}

/** Without imports of which no name is used: no module does anything when it is loaded, and bundlers warn of them. */
function used(code: string): string {
  return code.replaceAll(/^import '\.\/[^']+';\n/gm, "");
}

/** These modules and all that they cannot start without. */
function needed(files: Files, starts: readonly string[]): ReadonlySet<string> {
  const found = new Set(starts);
  for (const path of found)
    for (const [, target] of (files.get(path) ?? "").matchAll(/^(?:import|export|\} from)\b[^"\n]*"([^"]+)";$/gm))
      found.add(join(dirname(path), target!));
  return found;
}

function fromMemory(files: Files): Plugin {
  return {
    name: "from memory",
    resolveId: (target, importer) => {
      const path = importer === undefined ? target : join(dirname(importer), target);
      if (files.has(path)) return path;
      // A package or a thread's text: a file that is written elsewhere, called from the one folder that chunks are in.
      const name = path.slice(path.lastIndexOf("/") + 1);
      return { id: /Text\.js$/.test(name) ? `./${name}` : `../vendor/${name}`, external: true };
    },
    load: (path) => files.get(path) ?? null,
  };
}
