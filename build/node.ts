// dist/node/: the library as one file, since Node reads one faster than fifty; its entries, which give out parts of it; and the
// command and the threads' modules, each whole.

import type { BuildOptions } from "esbuild";
import { bind } from "./bind.js";
import { entries } from "./entries.js";
import { bundle, write, writeAll } from "./output.js";
import { workers } from "./workers.js";

const common: BuildOptions = {
  outdir: "dist/node",
  platform: "node",
  plugins: [bind({ target: "node", toDist: () => "../" })],
};

export async function buildNode(): Promise<void> {
  const contents = Object.values(entries).map((source) => `export * from "./${source}";`);
  const library = { contents: contents.join("\n"), resolveDir: process.cwd(), sourcefile: "linnet.ts" };
  writeAll((await bundle({ ...common, stdin: library, entryNames: "linnet" })).files);
  // Nobody reads or steps through the command, so it goes without its white space: a third of a megabyte of an install.
  const command = { ...common, entryPoints: { main: "src/cli/main.ts", ...workers }, minifyWhitespace: true };
  writeAll((await bundle(command)).files);
  for (const [name, source] of Object.entries(entries)) {
    const names = (await exportsOf(source)).join(", ");
    write(`dist/node/${name}.js`, `export { ${names} } from "./linnet.js";\n`);
  }
}

/** The names that an entry gives out. */
async function exportsOf(source: string): Promise<readonly string[]> {
  const { metafile } = await bundle({ ...common, entryPoints: [source] });
  return Object.values(metafile.outputs)[0]!.exports;
}
