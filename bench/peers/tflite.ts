// MobileNetV2 as LiteRT's files, which TensorFlow converts once from the weights: see `convert_to_tflite.py`. They are kept
// beside the peers.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { peersFolder, pythonProgram, whyMissing } from "../python/environments.ts";
import { progress } from "../report.ts";
import type { ModelFiles } from "./model.ts";

const script = fileURLToPath(new URL("convert_to_tflite.py", import.meta.url));
const photographs = fileURLToPath(new URL("../../../shared/data/imagenet-sample", import.meta.url));

/**
 * The network for a fixed number of pictures.
 * @throws Error where it cannot be converted
 */
export function tfliteFile(files: ModelFiles, kind: "float" | "int8", batch: number): string {
  const folder = join(peersFolder, "models", digestOf([files.safetensors, script]));
  const file = join(folder, `${kind}-${batch}.tflite`);
  if (!existsSync(file)) convert(files, folder, batch);
  return file;
}

function digestOf(names: readonly string[]): string {
  const hash = createHash("sha256");
  for (const name of names) hash.update(readFileSync(name));
  return hash.digest("hex").slice(0, 16);
}

function convert({ safetensors, pixels }: ModelFiles, folder: string, batch: number): void {
  const why = whyMissing("keras");
  if (why !== null) throw new Error(`TensorFlow converts the network: ${why}`);
  progress(`TensorFlow converts the network for batches of ${batch}`);
  // Another folder until both are whole.
  const unfinished = `${folder}-unfinished`;
  mkdirSync(unfinished, { recursive: true });
  mkdirSync(folder, { recursive: true });
  const parameters = [safetensors, pixels(32), photographs, unfinished, `${batch}`];
  const program = pythonProgram("keras", { script: "peers/convert_to_tflite.py", parameters, threads: 2 });
  const env = { ...process.env, ...program.variables };
  const { status, stderr } = spawnSync(program.command, program.parameters, { env, encoding: "utf8" });
  progress("");
  if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-4).join("; "));
  for (const kind of ["int8", "float"]) {
    const name = `${kind}-${batch}.tflite`;
    renameSync(join(unfinished, name), join(folder, name));
  }
}
