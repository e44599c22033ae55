// A Python with other libraries, for tests that ask these what they make of our files.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The one that `npm run oracles` installs. */
const INSTALLED = fileURLToPath(new URL("../../node_modules/.cache/linnet/oracles/bin/python", import.meta.url));

/**
 * The program of a Python that has these modules: that of the oracles, or the one that LINNET_PYTHON names. Null, with a
 * line that says what is skipped, if there is none.
 */
export function pythonWith(modules: readonly string[], what: string): string | null {
  const python = process.env.LINNET_PYTHON ?? INSTALLED;
  const found = existsSync(python) && modulesIn(python, modules);
  if (found) return python;
  console.log(
    `skipped: ${what}: ${python} with ${modules.join(", ")} is not there (npm run oracles, or LINNET_PYTHON)`,
  );
  return null;
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
