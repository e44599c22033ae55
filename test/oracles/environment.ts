// The Python environment of the oracles: made once, in a cache folder, and again when the requirements change.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const ENVIRONMENT = fileURLToPath(new URL("../../node_modules/.cache/linnet/oracles/", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
/** Holds the requirements that are installed. */
const STAMP = `${ENVIRONMENT}requirements.txt`;

/** The program of TensorFlow's environment. @throws Error if there is no Python for it, or the packages cannot be had */
export function preparePython(): string {
  const python = `${ENVIRONMENT}bin/python`;
  const wanted = readFileSync(REQUIREMENTS, "utf8");
  if (existsSync(STAMP) && readFileSync(STAMP, "utf8") === wanted) return python;
  console.log(`TensorFlow, Keras and scikit-learn: 1.8 GB in ${ENVIRONMENT}, some 300 MB to load, one to five minutes`);
  rmSync(ENVIRONMENT, { recursive: true, force: true });
  execute(basePython(), ["-m", "venv", ENVIRONMENT]);
  execute(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", REQUIREMENTS]);
  writeFileSync(STAMP, wanted);
  return python;
}

/** The Python that the environment is made from: TensorFlow has packages for these versions only. */
function basePython(): string {
  const versions = ["3.13", "3.12", "3.11", "3.10"];
  const names = [process.env.PYTHON, "python3", ...versions.map((version) => `python${version}`)];
  const found = names.find((name) => name !== undefined && versions.includes(versionOf(name)));
  if (found !== undefined) return found;
  throw new Error("oracles: expected a Python of 3.10 to 3.13, in the search path or named by PYTHON=…");
}

function versionOf(python: string): string {
  const program = "import sys, venv, ensurepip; print('%d.%d' % sys.version_info[:2])";
  return spawnSync(python, ["-c", program], { encoding: "utf8" }).stdout?.trim() ?? "";
}

/** Runs a program to its end, with its errors shown. @throws Error if it fails */
export function execute(program: string, given: readonly string[]): void {
  const { status, signal, error } = spawnSync(program, given, { stdio: ["ignore", "ignore", "inherit"] });
  if (status !== 0)
    throw new Error(
      `oracles: ${program} ${given.join(" ")} failed (${error?.message ?? signal ?? `exit code ${status}`})`,
    );
}
