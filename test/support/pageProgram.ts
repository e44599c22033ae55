// A program that imports linnet, bundled as a page's script.

import { build } from "esbuild";

/** The page's files by their paths; `/page.js` is the program. */
export async function pageProgram(program: string): Promise<Map<string, string | Buffer>> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ".", sourcefile: "page.js" },
    tsconfigRaw: {},
    outdir: "out",
    bundle: true,
    splitting: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  const scripts = outputFiles.map(({ path, text }): [string, string] => [`/${path.split("/").pop()}`, text]);
  return new Map(scripts.map(([path, text]) => [path === "/stdin.js" ? "/page.js" : path, text]));
}
