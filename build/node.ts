// dist/node/: the library as one file, since Node reads one faster than fifty; its entries, which give out parts of it; the
// command, which takes the rest from it too; and the threads' modules, each whole.

import { relative } from "node:path";
import type { BuildOptions, Plugin } from "esbuild";
import { bind } from "./bind.js";
import { entries } from "./entries.js";
import { bundle, write, writeAll } from "./output.js";
import { workers } from "./workers.js";

const binding = bind({ target: "node", toDist: () => "../" });
const common: BuildOptions = { outdir: "dist/node", platform: "node", plugins: [binding] };

export async function buildNode(): Promise<void> {
  writeAll((await bundle({ ...common, entryPoints: workers, minifyWhitespace: true })).files);
  const used = new Set<string>();
  const command = await bundle({
    ...common,
    entryPoints: { main: "src/cli/main.ts" },
    plugins: [fromLibrary(used), binding],
    // Nobody reads or steps through the command.
    minifyWhitespace: true,
  });
  writeAll(command.files);
  // Types alone come from some of these: they give out nothing, and all names that come are there, or the bundle fails.
  const contents = [...new Set([...Object.values(entries), ...used])].map((source) => `export * from "./${source}";`);
  const library = { contents: contents.join("\n"), resolveDir: process.cwd(), sourcefile: "linnet.ts" };
  writeAll((await bundle({ ...common, stdin: library, entryNames: "linnet" })).files);
  for (const [name, source] of Object.entries(entries)) {
    const names = (await exportsOf(source)).join(", ");
    write(`dist/node/${name}.js`, `export { ${names} } from "./linnet.js";\n`);
  }
}

/** What the command's own files import from others comes from the library's file. @param used the others, filled */
function fromLibrary(used: Set<string>): Plugin {
  return {
    name: "from library",
    setup(build) {
      build.onResolve({ filter: /^\./ }, ({ path, importer, resolveDir }) => {
        const source = relative(process.cwd(), `${resolveDir}/${path}`).replace(/\.js$/, ".ts");
        if (importer === "" || source.startsWith("src/cli/")) return undefined;
        used.add(source);
        return { path: "./linnet.js", external: true };
      });
    },
  };
}

/** The names that an entry gives out. */
async function exportsOf(source: string): Promise<readonly string[]> {
  const { metafile } = await bundle({ ...common, entryPoints: [source] });
  return Object.values(metafile.outputs)[0]!.exports;
}
