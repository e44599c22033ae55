// Threads of the TypeScript sources, as tests and recipes start them: a thread that loads tsx first takes five times as long to start.

import { createRequire as requireFrom } from "node:module";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

const bundles = new Map<string, URL>();

/** A thread's module with all that it needs, as one file, which is made once a process; one that is not there is left to Node. */
export function bundleOfSource(module: URL): URL {
  // What an import of all of it takes is not for those that start no thread, and a bundle has no address.
  const load = requireFrom(import.meta.url);
  const { existsSync, renameSync } = load("node:fs") as typeof import("node:fs");
  const source = fileURLToPath(module).replace(/\.js$/, ".ts");
  const known = bundles.get(source);
  if (known !== undefined || !existsSync(source)) return known ?? module;
  const bundle = new URL(`../../node_modules/.cache/linnet/${basename(source, ".ts")}.mjs`, import.meta.url);
  const part = `${fileURLToPath(bundle)}.${process.pid}`;
  const { buildSync } = load("esbuild") as typeof import("esbuild");
  const options = { format: "esm", platform: "node", target: "node20", packages: "external" } as const;
  buildSync({ ...options, entryPoints: [source], outfile: part, bundle: true });
  // Another process may be about to start the same.
  renameSync(part, bundle);
  bundles.set(source, bundle);
  return bundle;
}
