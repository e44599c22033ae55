// The Python environments of the peers: each library in a virtual environment of its own, which `npm run bench:peers` sets up.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "../process.ts";

export const environments = {
  pytorch: { title: "PyTorch 2.15 (its PyPI build brings CUDA's libraries)", gigabytes: 5.6, minutes: 3 },
  keras: { title: "Keras 3.15 on TensorFlow 2.21", gigabytes: 2.3, minutes: 2 },
  litert: { title: "LiteRT 2.3", gigabytes: 0.2, minutes: 1 },
} as const;

export type EnvironmentName = keyof typeof environments;

export const environmentNames = Object.keys(environments) as readonly EnvironmentName[];

const fileOf = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the environments lie: in the project's cache folder, or where LINNET_PEERS says. */
export const peersFolder = process.env.LINNET_PEERS ?? fileOf("../../node_modules/.cache/linnet/peers");

export function folderOf(name: EnvironmentName): string {
  return join(peersFolder, name);
}

export function requirementsOf(name: EnvironmentName): string {
  return fileOf(`requirements/${name}.txt`);
}

export function pythonOf(name: EnvironmentName): string {
  return join(folderOf(name), "bin/python");
}

/** Written when an environment is complete: the requirements that it was made from. */
export function stampOf(name: EnvironmentName): string {
  return join(folderOf(name), "requirements.txt");
}

/** Whether the environment is there, with the packages that are asked for now. */
export function isReady(name: EnvironmentName): boolean {
  return existsSync(stampOf(name)) && readFileSync(stampOf(name)).equals(readFileSync(requirementsOf(name)));
}

/** Why there is no such environment, or null if there is one. */
export function whyMissing(name: EnvironmentName): string | null {
  return isReady(name) ? null : `${name} is not set up (npm run bench:peers -- ${name})`;
}

export interface ScriptOptions {
  /** Below `bench/`. */
  readonly script: string;
  readonly parameters: readonly string[];
  readonly threads: number;
  /** Variables of the environment beside those that every library gets. */
  readonly variables?: { readonly [name: string]: string };
}

/** A script in an environment, which finds the modules in `bench/python`. */
export function pythonProgram(
  name: EnvironmentName,
  { script, parameters, threads, variables }: ScriptOptions,
): Program {
  return {
    command: pythonOf(name),
    parameters: [fileOf(`../${script}`), ...parameters],
    variables: {
      PYTHONPATH: fileOf("."),
      PYTHONDONTWRITEBYTECODE: "1",
      OMP_NUM_THREADS: `${threads}`,
      CUDA_VISIBLE_DEVICES: "",
      TF_CPP_MIN_LOG_LEVEL: "2",
      KERAS_BACKEND: "tensorflow",
      ...variables,
    },
  };
}
