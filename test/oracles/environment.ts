// The Python environments of the oracles: each is made once, in a cache folder, and again when its requirements change.

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

interface Environment {
  readonly folder: string;
  readonly requirements: string;
  /** Said before it is installed. */
  readonly what: string;
}

const environments = {
  tensorflow: {
    folder: "oracles",
    requirements: "requirements.txt",
    what: "TensorFlow, Keras and scikit-learn: 1.8 GB, some 300 MB to load, one to five minutes",
  },
  pytorch: {
    folder: "oracles-pytorch",
    requirements: "requirements-pytorch.txt",
    what: "PyTorch, torchvision and timm: 6 GB, some 3 GB to load, five minutes or more",
  },
  runtimes: {
    folder: "oracles-runtimes",
    requirements: "requirements-runtimes.txt",
    what: "ONNX's checker, ONNX Runtime and LiteRT: 0.3 GB, some 60 MB to load, a minute",
  },
} as const satisfies { readonly [name: string]: Environment };

export type EnvironmentName = keyof typeof environments;

export const environmentNames = Object.keys(environments) as readonly EnvironmentName[];

/** The program of an environment. @throws Error if there is no Python for it, or the packages cannot be had */
export function preparePython(name: EnvironmentName): string {
  const { requirements, what, ...place } = environments[name];
  const folder = fileURLToPath(new URL(`../../node_modules/.cache/linnet/${place.folder}/`, import.meta.url));
  const file = fileURLToPath(new URL(requirements, import.meta.url));
  const python = `${folder}bin/python`;
  /** Holds the requirements that are installed. */
  const stamp = `${folder}requirements.txt`;
  const wanted = readFileSync(file, "utf8");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return python;
  console.log(`${what}, in ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  execute(basePython(), ["-m", "venv", folder]);
  execute(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", file]);
  writeFileSync(stamp, wanted);
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
