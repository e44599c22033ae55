// A Python that has what a script needs.

import { spawnSync } from "node:child_process";

/** The first Python here that can import all these modules, or null. Debian's own has Debian's packages. */
export function findPython(modules: readonly string[]): string | null {
  const candidates = [process.env.PYTHON, "python3", "/usr/bin/python3"].filter((name) => name !== undefined);
  const program = `import importlib.util as u, sys; sys.exit(not all(map(u.find_spec, ${JSON.stringify(modules)})))`;
  return candidates.find((name) => spawnSync(name, ["-c", program]).status === 0) ?? null;
}
