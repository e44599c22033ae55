// Gathers modules in chunks, by rollup: esbuild has no way to say which belong together.

import { dirname, join, relative } from "node:path";
import { type Plugin, rollup } from "rollup";

/** Texts of modules by their paths from the project's folder. */
export type Modules = ReadonlyMap<string, string>;

export interface Gathering {
  readonly folder: string;
  /** What is imported from outside: paths by the names of the files that they become. */
  readonly input: { readonly [name: string]: string };
  /** The chunk of a module; undefined leaves it to rollup, which keeps apart what is loaded when it is first needed. */
  readonly chunkOf: (path: string) => string | undefined;
}

/** The texts of the chunks by their paths. */
export async function gather(modules: Modules, { folder, input, chunkOf }: Gathering): Promise<Modules> {
  const isEntry = new Set(Object.values(input));
  const bundled = await rollup({
    input,
    plugins: [fromMemory(modules)],
    preserveEntrySignatures: "strict",
    treeshake: { moduleSideEffects: (path) => isEntry.has(path) },
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
    manualChunks: (path) => (isEntry.has(path) ? undefined : chunkOf(path)),
  });
  await bundled.close();
  return new Map(output.map((chunk) => [join(folder, chunk.fileName), chunk.type === "chunk" ? used(chunk.code) : ""]));
}

/** Without imports of which no name is used: no module does anything when it is loaded, and bundlers warn of them. */
function used(code: string): string {
  return code.replaceAll(/^import '\.\/[^']+';\n/gm, "");
}

/** These modules and all that they cannot start without. */
export function neededBy(modules: Modules, starts: readonly string[]): ReadonlySet<string> {
  const found = new Set(starts);
  for (const path of found)
    for (const [, target] of (modules.get(path) ?? "").matchAll(/^(?:import|export|\} from)\b[^"\n]*"([^"]+)";$/gm))
      found.add(join(dirname(path), target!));
  return found;
}

function fromMemory(modules: Modules): Plugin {
  return {
    name: "from memory",
    resolveId: (target, importer) => {
      const path = importer === undefined ? target : join(dirname(importer), target);
      if (modules.has(path)) return path;
      if (!target.startsWith(".")) return { id: target, external: true };
      // A package or a thread's text: a file that is written elsewhere, called from the one folder that chunks are in.
      const name = path.slice(path.lastIndexOf("/") + 1);
      return { id: /Text\.js$/.test(name) ? `./${name}` : `../vendor/${name}`, external: true };
    },
    load: (path) => modules.get(path) ?? null,
  };
}
