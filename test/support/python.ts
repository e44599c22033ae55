// A Python with other libraries, for tests that ask these what they make of our files.

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where `npm run oracles` installs Pythons. */
const CACHE = fileURLToPath(new URL("../../node_modules/.cache/linnet/", import.meta.url));

/**
 * The program of a Python that has these modules: one that LINNET_PYTHON names, as PATH does, or one of the oracles'. Null, with
 * a line that says what is skipped, if there is none.
 */
export function pythonWith(modules: readonly string[], what: string): string | null {
  const named = process.env.LINNET_PYTHON;
  const found = (named === undefined ? installed() : named.split(delimiter)).find((python) =>
    modulesIn(python, modules),
  );
  if (found !== undefined) return found;
  console.log(`skipped: ${what}: no Python has ${modules.join(", ")} (npm run oracles, or LINNET_PYTHON)`);
  return null;
}

function installed(): string[] {
  if (!existsSync(CACHE)) return [];
  const folders = readdirSync(CACHE).filter((name) => name.startsWith("oracles"));
  return folders.map((name) => join(CACHE, name, "bin", "python")).filter((python) => existsSync(python));
}

function modulesIn(python: string, modules: readonly string[]): boolean {
  const program = `import importlib.util as u; assert all(u.find_spec(m) for m in ${JSON.stringify(modules)})`;
  return spawnSync(python, ["-c", program]).status === 0;
}

/** Runs a script of test/oracles/checks. @throws Error with what it printed if it fails */
export function runCheck(python: string, script: string, ...given: readonly string[]): void {
  const path = fileURLToPath(new URL(`../oracles/checks/${script}`, import.meta.url));
  const { status, stderr } = spawnSync(python, [path, ...given], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${script}: ${stderr.slice(-2000)}`);
}
