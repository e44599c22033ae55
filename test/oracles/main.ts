// Makes the numbers and files again that tests expect of other programs: `npm run oracles [-- NAME…]`, where a name is that of
// a script, such as `optimizers`. The first run of a program installs it in a cache folder and says so first; the name of an
// environment, such as `runtimes`, does only that, for tests that run other programs.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { readFixtureOf } from "../support/kerasFixture.js";
import { type Comparison, compareFixtures } from "./compareFixtures.js";
import { type EnvironmentName, environmentNames, execute, preparePython } from "./environment.js";

interface Script {
  readonly name: string;
  readonly file: string;
  /** Where its fixtures are kept. */
  readonly golden: string;
  readonly environment: EnvironmentName;
}

const here = fileURLToPath(new URL(".", import.meta.url));
const golden = fileURLToPath(new URL("../golden/", import.meta.url));
const scripts = [
  ...scriptsIn(here, join(golden, "architectures"), "tensorflow"),
  ...scriptsIn(join(here, "files"), join(golden, "files"), "tensorflow"),
  ...scriptsIn(join(here, "keras"), join(golden, "keras"), "tensorflow"),
  ...scriptsIn(join(here, "pytorch"), join(golden, "files"), "pytorch"),
  ...scriptsIn(join(here, "torch"), join(golden, "architectures"), "pytorch"),
];

function scriptsIn(folder: string, keptIn: string, environment: EnvironmentName): Script[] {
  const names = readdirSync(folder).filter((file) => file.endsWith(".py") && file !== "common.py");
  return names.sort().map((file) => ({
    name: file.replace(".py", ""),
    file: join(folder, file),
    golden: keptIn,
    environment,
  }));
}

const given = process.argv.slice(2);
const installed = environmentNames.filter((name) => given.includes(name));
for (const name of installed) preparePython(name);
const names = given.filter((name) => !installed.some((environment) => environment === name));
const unknown = names.find((name) => !scripts.some((script) => script.name === name));
if (unknown !== undefined)
  throw new Error(`oracles: expected some of ${scripts.map(({ name }) => name).join(", ")}, got ${unknown}`);
const chosen = given.length === 0 ? scripts : scripts.filter(({ name }) => names.includes(name));

const pythons = new Map(
  [...new Set(chosen.map(({ environment }) => environment))].map((name) => [name, preparePython(name)]),
);
if (chosen.length > 0)
  console.log(`${chosen.length === 1 ? "One script" : `${chosen.length} scripts`}: up to some minutes each`);
for (const script of chosen) {
  try {
    make(script);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** Runs a script, says how its fixtures differ from those that are kept, and keeps what it has made. */
function make({ name, file, golden, environment }: Script): void {
  const made = mkdtempSync(join(tmpdir(), "linnet-oracles-"));
  const start = performance.now();
  try {
    execute(pythons.get(environment)!, [file, made]);
    console.log(`${name} (${Math.round((performance.now() - start) / 1000)} s)`);
    for (const fixture of fixturesIn(made)) keep(fixture, made, golden);
  } finally {
    rmSync(made, { recursive: true });
  }
}

function keep(fixture: string, made: string, golden: string): void {
  const before = partsOf(fixture, golden);
  const now = partsOf(fixture, made);
  const comparison = () => compareFixtures(readFixtureOf(golden, fixture), readFixtureOf(made, fixture));
  console.log(`  ${fixture}: ${before.length === 0 ? "new" : describe(comparison())}`);
  for (const file of before.filter((file) => !now.includes(file))) rmSync(join(golden, file));
  for (const file of now) writeFileSync(join(golden, file), readFileSync(join(made, file)));
}

function describe({ error, place, others }: Comparison): string {
  const shown = others.slice(0, 5).map(({ place }) => place);
  const more = others.length > shown.length ? ` and ${others.length - shown.length} more` : "";
  const texts = others.length === 0 ? "" : `, others at ${shown.join(", ")}${more}`;
  if (place === null) return `the same${texts}`;
  return `the same to ${error.toPrecision(2)} (${place})${texts}`;
}

/** The names of fixtures, whose files may be parts. */
function fixturesIn(folder: string): string[] {
  const files = readdirSync(folder).filter((file) => file.endsWith(".json"));
  return [...new Set(files.map((file) => file.replace(/(-\d+)?\.json$/, "")))].sort();
}

/** The files of a fixture. */
function partsOf(fixture: string, folder: string): string[] {
  return readdirSync(folder).filter((file) => file.replace(/(-\d+)?\.json$/, "") === fixture && file.endsWith(".json"));
}
