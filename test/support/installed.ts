// The packed package, installed as a user installs it: into an empty folder.

import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { root, run } from "./command.js";

export interface Packed {
  /** Of the tarball. */
  readonly file: string;
  /** In bytes. */
  readonly size: number;
  readonly unpackedSize: number;
}

/** Packs what has been built into this folder. */
async function pack(folder: string): Promise<Packed> {
  const options = ["--json", "--ignore-scripts", "--pack-destination", folder];
  const { code, stdout, stderr } = await run("npm", ["pack", ...options], { cwd: root });
  assert.is(code, 0, stderr);
  const [{ filename, size, unpackedSize }] = JSON.parse(stdout);
  return { file: join(folder, filename), size, unpackedSize };
}

/** A new folder with linnet in its `node_modules`; whoever asks for it removes it. */
export async function installPacked(): Promise<{ readonly folder: string; readonly packed: Packed }> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-installed-"));
  const packed = await pack(folder);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  const { code, stderr } = await run("npm", ["install", "--no-audit", "--no-fund", packed.file], { cwd: folder });
  assert.is(code, 0, stderr);
  return { folder, packed };
}

/** The scripts of every installed package that npm would run. */
export function installScripts(folder: string): string[] {
  const lock = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8"));
  return Object.entries<{ hasInstallScript?: boolean }>(lock.packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript === true)
    .map(([name]) => name);
}
