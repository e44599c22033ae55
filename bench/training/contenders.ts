// The libraries that train, and how each is started.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Program } from "../process.ts";
import { pytorchVariables } from "../python/allocator.ts";
import { missingForCompiling } from "../python/compiler.ts";
import { type EnvironmentName, pythonOf, pythonProgram, whyMissing } from "../python/environments.ts";
import { skipped } from "../report.ts";
import { writeFirstWeights } from "./models.ts";
import { type Work, type WorkDescription, works } from "./work.ts";

export const trainingLibraries = ["linnet", "PyTorch", "PyTorch compiled", "Keras", "Keras XLA", "tfjs-wasm"] as const;

export type TrainingLibrary = (typeof trainingLibraries)[number];

export interface Contender {
  readonly library: TrainingLibrary;
  readonly work: Work;
  readonly threads: number;
  readonly program: Program;
  /** What takes long gets fewer rounds. */
  readonly mostRounds: number;
}

/** The bundles of `linnet.ts` and `tfjs.ts`. */
export interface Bundles {
  readonly own: string;
  readonly tfjs: string;
}

export interface ContenderChoice {
  readonly work: Work;
  readonly threads: readonly number[];
  /** Which libraries beside linnet; all. */
  readonly names?: readonly string[] | undefined;
}

/** Those that are wanted and set up; why the others are left out is printed. */
export function contendersFor({ work, threads, names }: ContenderChoice, { own, tfjs }: Bundles): Contender[] {
  const weights = firstWeights(work);
  const node = (parameters: readonly string[]): Program => ({ command: process.execPath, parameters });
  const python = (environment: EnvironmentName, script: string, count: number, variant: string): Program =>
    pythonProgram(environment, {
      script: `training/${script}`,
      parameters: [
        JSON.stringify(works[work]),
        weights,
        `${count}`,
        `${variant === "1" ? 1 : works[work].stepsATurn}`,
        variant,
      ],
      threads: count,
      variables: environment === "pytorch" ? pytorchVariables() : {},
    });
  const programs: { readonly [Name in TrainingLibrary]: (count: number) => Program | null } = {
    linnet: (count) => node([own, work, weights, `${count}`]),
    PyTorch: (count) => python("pytorch", "torch_steps.py", count, "eager"),
    "PyTorch compiled": (count) => python("pytorch", "torch_steps.py", count, "compiled"),
    Keras: (count) => python("keras", "keras_steps.py", count, "0"),
    "Keras XLA": (count) => python("keras", "keras_steps.py", count, "1"),
    // It has no WebAssembly kernels for the gradients of convolutions, and no threads in Node.
    "tfjs-wasm": (count) => (work === "head" && count === 1 ? node([tfjs, weights]) : null),
  };
  const contenders: Contender[] = [];
  for (const library of trainingLibraries) {
    if (library !== "linnet" && names?.includes(library) === false) continue;
    const why = whyNot(library);
    if (why !== null) {
      skipped(`${library}, training`, why);
      continue;
    }
    const { mostRounds = Number.POSITIVE_INFINITY }: WorkDescription = works[work];
    const most = library === "Keras XLA" ? Math.min(3, mostRounds) : mostRounds;
    for (const count of threads) {
      const program = programs[library](count);
      if (program !== null) contenders.push({ library, work, threads: count, program, mostRounds: most });
    }
  }
  return contenders;
}

function firstWeights(work: Work): string {
  const folder = fileURLToPath(new URL("../results/model", import.meta.url));
  mkdirSync(folder, { recursive: true });
  const file = `${folder}/${work}-first.safetensors`;
  writeFirstWeights(work, file);
  return file;
}

function whyNot(library: TrainingLibrary): string | null {
  if (library.startsWith("Keras")) return whyMissing("keras");
  if (library === "PyTorch") return whyMissing("pytorch");
  if (library !== "PyTorch compiled") return null;
  const needed = missingForCompiling(pythonOf("pytorch"));
  return whyMissing("pytorch") ?? (needed.length === 0 ? null : `torch.compile lacks ${needed.join(" and ")}`);
}
