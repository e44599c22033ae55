// The sources as modules of JavaScript, bound to where they will run.

import { type Binding, bind } from "./bind.js";
import type { Modules } from "./gather.js";
import { bundle } from "./output.js";
import { workers } from "./workers.js";

/** All that these sources can reach, a file a module, below a folder of dist/. */
export async function modulesOf(
  sources: readonly string[],
  { target, folder }: Pick<Binding, "target"> & { readonly folder: string },
): Promise<Modules> {
  const options = { outbase: "src", outdir: folder, platform: target } as const;
  // All chunks are in one folder, whatever folder their modules came from.
  const binding = { target, toDist: () => "../" } as const;
  const whole = await bundle({ ...options, entryPoints: [...sources], plugins: [bind(binding)] });
  // In pages, threads' texts are files that are written elsewhere.
  const isElsewhere = (path: string): boolean => target === "browser" && /WorkerText\.ts$/.test(path);
  const isOwn = (path: string): boolean => path.startsWith("src/") && !isElsewhere(path);
  const reached = Object.keys(whole.metafile.inputs).filter(isOwn);
  if (reached.some((path) => Object.values<string>(workers).includes(path)))
    throw new Error(`${target}: a worker is imported`);
  const plugins = [bind({ ...binding, isFileAModule: true })];
  return (await bundle({ ...options, entryPoints: reached, plugins })).files;
}

/** Where the module of a source is. */
export function moduleIn(folder: string): (source: string) => string {
  return (source) => source.replace(/^src/, folder).replace(/\.ts$/, ".js");
}

/** The modules of these sources, by the same names. */
export function modulesIn<Name extends string>(folder: string, sources: { readonly [Key in Name]: string }) {
  const entries = Object.entries<string>(sources).map(([name, source]) => [name, moduleIn(folder)(source)] as const);
  return Object.fromEntries(entries) as { readonly [Key in Name]: string };
}
