// The licenses of the packages that are part of dist/vendor/.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
  readonly homepage?: string;
  readonly repository?: string | { readonly url: string };
}

/** Where a package keeps its licenses beside the folder that it is. */
const FOLDERS = [".", "codec", "licenses"];
const NAMES = /^(licen[sc]e|notice|copying|copyright)/i;

/** What packages say elsewhere than in a file of their own. */
const elsewhere: { readonly [name: string]: (folder: string) => string } = {
  // Apache-2.0 without its text, which flatbuffers has, and in one file the notice of Google's BSD-3-Clause.
  "@bufbuild/protobuf": (folder) => {
    const notice = /^(?:\/\/.*\n)+/.exec(readFileSync(join(folder, "dist/esm/wire/varint.js"), "utf8"))![0];
    return `${readFileSync("node_modules/flatbuffers/LICENSE", "utf8")}\n\n${notice}`;
  },
  seedrandom: (folder) => /\/\*([\s\S]*?)\*\//.exec(readFileSync(join(folder, "seedrandom.js"), "utf8"))![1]!,
};

/** @param inputs files that a bundle is made of @throws Error naming a package without a license */
export function licensesOf(inputs: Iterable<string>): string {
  const folders = new Set<string>();
  for (const input of inputs) {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0];
    if (folder !== undefined) folders.add(folder);
  }
  // Equal texts beside each other take hardly any room in a package.
  const inOrder = [...folders].map(licenseOf).sort((a, b) => (a.key < b.key ? -1 : 1));
  return `linnet contains parts of the packages below.\n\n${inOrder.map(({ text }) => text).join("\n\n")}`;
}

function licenseOf(folder: string): { readonly key: string; readonly text: string } {
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;
  const { name, version, license, homepage, repository } = manifest;
  const files = FOLDERS.map((inner) => join(folder, inner))
    .filter((inner) => existsSync(inner))
    .flatMap((inner) =>
      readdirSync(inner, { withFileTypes: true })
        .filter((entry) => entry.isFile() && (NAMES.test(entry.name) || inner.endsWith("licenses")))
        .map((entry) => readFileSync(join(inner, entry.name), "utf8")),
    );
  const text = files.length > 0 ? files.join("\n\n") : elsewhere[name]?.(folder);
  if (text === undefined) throw new Error(`${name}: no license was found; build/licenses.ts has to say where it is`);
  const source = typeof repository === "string" ? repository : repository?.url;
  const rule = "=".repeat(80);
  const heading = `${name} ${version} (${license}), ${source ?? homepage}`;
  return { key: `${license} ${name}`, text: `${rule}\n${heading}\n${rule}\n\n${text.trim()}` };
}
