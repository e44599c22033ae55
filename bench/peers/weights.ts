// The weights in a file.

import { readFileSync } from "node:fs";
import { readSafetensors } from "linnet";
import type { Weights } from "./network.ts";

export function readWeights(file: string): Weights {
  return readSafetensors(readFileSync(file), file).tensors;
}
