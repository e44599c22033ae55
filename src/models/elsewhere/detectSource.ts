// Whose weights a file holds: told by the names of its tensors, and for timm's by the name of the model.

import type { Weights } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import { defaultSource } from "../architecture.js";
import { type ArchitectureName, findArchitecture } from "../architectures.js";
import type { Source } from "../sources.js";
import { type Program, programOf } from "./programs.js";

/** Weights, and what their file says of them. */
export interface WeightsFile {
  /** The file's name, for errors. */
  readonly path: string;
  readonly tensors: Weights;
  /** Whether they are in the order of Keras's layers, whose names differ from release to release. Default: false. */
  readonly byOrder?: boolean;
  /** With `byOrder`: the class of each layer, as `conv2d`, if the tensors are in order among those of a class alone. */
  readonly kinds?: ReadonlyMap<string, string>;
  /** What the file says that the model is called, as timm's `config.json` does. Default: the path. */
  readonly model?: string;
}

export interface DetectedProgram {
  readonly program: Program;
  /** What stands before each name, such as `module.`. */
  readonly prefix: string;
}

/** Names of the first convolution in each program. */
const firstNames: readonly (readonly [program: Program, name: string])[] = [
  ["timm", "conv_stem.weight"],
  ["torchvision", "features.0.0.weight"],
  ["torchvision", "conv1.0.weight"],
];

/** The program of PyTorch whose names these are; null if there is none. */
export function detectProgram(tensors: Weights): DetectedProgram | null {
  for (const [program, first] of firstNames) {
    const found = [...tensors.keys()].find((name) => name === first || name.endsWith(`.${first}`));
    if (found !== undefined) return { program, prefix: found.slice(0, -first.length) };
  }
  return null;
}

/**
 * The source whose variant the weights are for. timm's `tf_` models have the names of the others: what the model is called
 * tells them apart, and else the first that the architecture lists is taken.
 * @throws LinnetError naming the file if its program does not have the architecture
 */
export function sourceOf(architecture: ArchitectureName, { path, tensors, model = path }: WeightsFile): Source {
  const { title, variants } = findArchitecture(architecture);
  const detected = detectProgram(tensors);
  if (detected === null) return defaultSource(variants);
  const candidates = (Object.keys(variants) as Source[]).filter((source) => programOf(source) === detected.program);
  const isTensorflows = /(^|[^a-z])tf_/.test(model);
  const named = /(mobilenet|efficientnet)/.test(model) ? (isTensorflows ? "timm-tf" : "timm") : null;
  const source = candidates.find((candidate) => candidate === named) ?? candidates[0];
  if (source !== undefined) return source;
  throw new LinnetError(
    `${path}: its names are those of ${detected.program}, which has no ${title}: expected those of ${Object.keys(variants).join(", ")}`,
  );
}
