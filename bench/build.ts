// TypeScript of the benchmarks as JavaScript, so that no compiler's time is in what is measured.

import { mkdirSync, mkdtempSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Compiles a script into a new folder and returns its file. What is named as external is loaded when it runs. */
export async function buildScript(script: URL, external: readonly string[] | "packages"): Promise<string> {
  const results = fileURLToPath(new URL("results/", import.meta.url));
  mkdirSync(results, { recursive: true });
  const folder = mkdtempSync(`${results}build-`);
  const file = fileURLToPath(script);
  await build({
    entryPoints: [file],
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    ...(external === "packages" ? { packages: "external" } : { external: [...external] }),
    // CommonJS packages that are bundled still ask for Node's modules.
    banner: {
      js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
    },
    tsconfigRaw: {},
    logLevel: "error",
  });
  return `${folder}/${basename(file, ".ts")}.mjs`;
}
