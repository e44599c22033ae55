// The weights that every peer gets: ImageNet's where they lie beside the project, else random ones.

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { mobileNetV2, writeSafetensors } from "linnet";
import { pictures } from "./network.ts";
import { writeOnnxFile } from "./onnxFile.ts";
import { readWeights } from "./weights.ts";

const imagenet = fileURLToPath(
  new URL("../../../shared/weights/mobilenetv2-1.0-224-imagenet.safetensors", import.meta.url),
);

export interface ModelFiles {
  readonly safetensors: string;
  readonly onnx: string;
  readonly origin: string;
  /** A file with the pictures `[batch, 224, 224, 3]` that every peer gets, as float32. */
  pixels(batch: number): string;
}

const folder = fileURLToPath(new URL("../results/model", import.meta.url));

export function prepareModel(): ModelFiles {
  mkdirSync(folder, { recursive: true });
  const safetensors = join(folder, "mobilenetv2.safetensors");
  const hasWeights = existsSync(imagenet);
  writeFileSync(safetensors, hasWeights ? readFileSync(imagenet) : randomWeights());
  const onnx = join(folder, "mobilenetv2.onnx");
  writeOnnxFile(onnx, readWeights(safetensors));
  return { safetensors, onnx, origin: hasWeights ? "ImageNet weights" : "random weights", pixels: pixelsFile };
}

function randomWeights(): Uint8Array {
  return writeSafetensors(mobileNetV2({ folded: true, seed: 1 }).getWeights());
}

function pixelsFile(batch: number): string {
  const file = join(folder, `pixels-${batch}.f32`);
  writeFileSync(file, new Uint8Array(pictures(batch).buffer));
  return file;
}
