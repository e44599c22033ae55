// Binds linnet's sources to where they will run: an esbuild plugin.

import { readFileSync } from "node:fs";
import { basename, dirname, join, relative } from "node:path";
import type { OnResolveArgs, OnResolveResult, Plugin } from "esbuild";
import { assets, dependencies, packageFor, packages } from "./packages.js";

export type Target = "node" | "browser";

export interface Binding {
  readonly target: Target;
  /** The way from what a source becomes to dist/, as `../../`. */
  toDist(source: string): string;
  /** Packages that become part of what imports them; all others are files of dist/vendor/. */
  readonly inlined?: readonly string[];
  /** Whether every other module stays a file of its own. */
  readonly isFileAModule?: boolean;
  /** Texts of threads' modules, by the names of these. */
  readonly workerTexts?: ReadonlyMap<string, string>;
  /** Whether threads have no file of their own. */
  readonly isOneFile?: boolean;
}

export function bind(binding: Binding): Plugin {
  return {
    name: "bind",
    setup(build) {
      build.onResolve({ filter: /^/ }, (args) => (args.kind === "entry-point" ? undefined : resolve(args, binding)));
      build.onLoad({ filter: /[/\\]src[/\\].*\.ts$/ }, ({ path }) => ({
        contents: bindText(relative(process.cwd(), path), binding),
        loader: "ts",
      }));
    },
  };
}

function resolve({ path, importer }: OnResolveArgs, binding: Binding): OnResolveResult | undefined {
  const source = relative(process.cwd(), importer);
  if (!source.startsWith("src/")) return undefined;
  if (path.startsWith(".")) return resolveOwn(path, source, binding);
  if (path.startsWith("node:") || binding.inlined?.includes(path)) return undefined;
  return vendored(path, source, binding);
}

function resolveOwn(path: string, source: string, binding: Binding): OnResolveResult | undefined {
  const target = join(dirname(source), path.replace(/\.js$/, ".ts"));
  if (packages.some(({ imported }) => imported === target)) return vendored(target, source, binding);
  const isPlatform = source === "src/platform/index.ts" && path === "./node.js" && binding.target === "browser";
  if (binding.isFileAModule) return { path: isPlatform ? "./browser.js" : path, external: true };
  return isPlatform ? { path: `${process.cwd()}/src/platform/browser.ts` } : undefined;
}

function vendored(imported: string, source: string, { target, toDist }: Binding): OnResolveResult {
  if (target === "node" && dependencies.includes(imported)) return { path: imported, external: true };
  const found = packageFor(imported, target);
  if (found === undefined) return { errors: [{ text: `${imported} is not among build/packages.ts` }] };
  return { path: `${toDist(source)}vendor/${found.file}`, external: true };
}

/** A source with the addresses that it has in dist/. */
function bindText(source: string, { toDist, workerTexts, isOneFile }: Binding): string {
  const worker = /(\w+)Text\.ts$/.exec(source)?.[1] ?? "";
  const script = workerTexts?.get(worker);
  if (script !== undefined) return `export const text = ${JSON.stringify(script)};\n`;
  let text = readFileSync(source, "utf8").replaceAll('new URL("../../weights/', `new URL("${toDist(source)}weights/`);
  for (const asset of assets) {
    const address = `new URL("${toDist(source)}vendor/${basename(asset)}", import.meta.url)`;
    text = text.replaceAll(`packageFile("${asset}")`, address);
  }
  return isOneFile ? text.replaceAll(/new URL\("\.\/\w+Worker\.js", import\.meta\.url\)/g, "null") : text;
}
