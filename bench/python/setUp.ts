// npm run bench:peers: sets the Python peers up, each in a virtual environment of its own. `npm run bench:peers -- litert`
// sets up one of them. Nothing else does it: without them, their rows are skipped.

import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, statfsSync } from "node:fs";
import { allocatorSettings } from "./allocator.ts";
import { missingForCompiling } from "./compiler.ts";
import {
  type EnvironmentName,
  environmentNames,
  environments,
  folderOf,
  isReady,
  peersFolder,
  pythonOf,
  requirementsOf,
  stampOf,
} from "./environments.ts";

const python = process.env.PYTHON ?? "python3";

/** Runs a command, and returns whether it went well. */
function runs(command: string, parameters: readonly string[], stdio: "inherit" | "ignore" = "ignore"): boolean {
  return spawnSync(command, [...parameters], { stdio }).status === 0;
}

function askedFor(): readonly EnvironmentName[] {
  const names = process.argv.slice(2);
  const unknown = names.find((name) => !(name in environments));
  if (unknown !== undefined) throw new Error(`expected some of ${environmentNames.join(", ")}, got ${unknown}`);
  return names.length === 0 ? environmentNames : (names as EnvironmentName[]);
}

function checkRoom(names: readonly EnvironmentName[]): void {
  const gigabytes = names.reduce((total, name) => total + environments[name].gigabytes, 0);
  const minutes = names.reduce((total, name) => total + environments[name].minutes, 0);
  mkdirSync(peersFolder, { recursive: true });
  const { bavail, bsize } = statfsSync(peersFolder);
  const free = (bavail * bsize) / 1e9;
  for (const name of names) console.log(`${name}: ${environments[name].title}, ${environments[name].gigabytes} GB`);
  console.log(
    `together ${gigabytes.toFixed(1)} GB in ${peersFolder} (${free.toFixed(0)} GB are free), about ${minutes} minutes`,
  );
  // pip keeps what it downloads until it is unpacked.
  if (free < 1.5 * gigabytes) throw new Error(`expected ${(1.5 * gigabytes).toFixed(0)} GB to be free`);
}

function setUp(name: EnvironmentName): void {
  rmSync(folderOf(name), { recursive: true, force: true });
  if (!runs(python, ["-m", "venv", folderOf(name)], "inherit"))
    throw new Error(
      `${python} could not make a virtual environment (Debian: apt install python3-venv; PYTHON names another)`,
    );
  const pip = ["-m", "pip", "install", "--disable-pip-version-check", "--quiet", "--requirement", requirementsOf(name)];
  if (!runs(pythonOf(name), pip, "inherit")) throw new Error(`pip could not install ${requirementsOf(name)}`);
  copyFileSync(requirementsOf(name), stampOf(name));
}

function sayWhatIsMissing(): void {
  for (const what of missingForCompiling(python))
    console.log(`missing: ${what}, without which the rows of torch.compile are skipped`);
  const { name, isPreloaded } = allocatorSettings();
  if (!isPreloaded) console.log(`missing: jemalloc (Debian: apt install libjemalloc2): PyTorch gets ${name}`);
}

const wanted = askedFor().filter((name) => !isReady(name));
for (const name of askedFor()) if (!wanted.includes(name)) console.log(`${name}: is set up`);
if (wanted.length > 0) checkRoom(wanted);
for (const name of wanted) {
  console.log(`${name} …`);
  setUp(name);
}
sayWhatIsMissing();
