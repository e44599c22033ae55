// The versions of the programs that say what is right: those that the oracles and the peers are installed with.

import { readdirSync, readFileSync } from "node:fs";

const versions = new Map<string, string>();

for (const file of readdirSync("test/oracles").filter((name) => /^requirements.*\.txt$/.test(name)))
  for (const [, name, version] of readFileSync(`test/oracles/${file}`, "utf8").matchAll(/^([\w-]+)==(\S+)$/gm))
    versions.set(name!.replace(/-cpu$/, ""), version!);
for (const file of ["package.json", "bench/package.json"]) {
  const { dependencies, devDependencies, optionalDependencies } = JSON.parse(readFileSync(file, "utf8"));
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))
    if (!versions.has(name)) versions.set(name, `${version}`);
}

/** As `Keras 3.15.1`. @throws Error if nothing here installs the program */
export function versionOf(program: string): string {
  if (program === "linnet") return program;
  const version = versions.get(program);
  if (version === undefined) throw new Error(`no requirements and no package.json name a version of "${program}"`);
  return `${program} ${version}`;
}
