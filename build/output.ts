// Files of dist/: whoever runs what is there finds every file whole, and nothing is touched that has not changed.

import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type BuildOptions, build, type Metafile } from "esbuild";

const written = new Set<string>();

/** Without white space and in fewer words, but with its names. */
export const compact = { minifyWhitespace: true, minifySyntax: true } as const;

export function write(path: string, content: Uint8Array | string): void {
  written.add(path);
  const bytes = Buffer.from(content);
  if (existsSync(path) && readFileSync(path).equals(bytes)) return;
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.part`, bytes);
  renameSync(`${path}.part`, path);
}

/** Bundles by esbuild without writing; the texts by their paths from the project's folder. */
export async function bundle(
  options: BuildOptions,
): Promise<{ readonly files: ReadonlyMap<string, string>; readonly metafile: Metafile }> {
  const { outputFiles, metafile } = await build({
    bundle: true,
    format: "esm",
    target: "es2022",
    legalComments: "none",
    logLevel: "warning",
    ...options,
    write: false,
    metafile: true,
  });
  const files = outputFiles!.map(({ path, text }) => [path.slice(process.cwd().length + 1), text] as const);
  return { files: new Map(files), metafile: metafile! };
}

export function writeAll(files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) write(path, text);
}

/** What an earlier build has left. */
export function removeOthers(): void {
  for (const path of filesOf("dist")) if (!written.has(path)) rmSync(path);
  const folders = readdirSync("dist", { recursive: true, encoding: "utf8" }).map((name) => join("dist", name));
  // The deepest first: removing one may leave the one above it empty.
  for (const folder of folders.filter((path) => statSync(path).isDirectory()).reverse())
    if (readdirSync(folder).length === 0) rmdirSync(folder);
}

export function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
