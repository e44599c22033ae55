// Weights of a base for the tests of the command.

import { writeFileSync } from "node:fs";
import { loadBackend } from "../../src/backends/index.js";
import { preprocessInput } from "../../src/data/index.js";
import { drawFace } from "../../src/data/sample/face.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { calibrateBatchNorm } from "../../src/train/calibrateBatchNorm.js";

interface Base {
  readonly alpha?: number;
  readonly size?: number;
  readonly faces?: number;
}

const made = new Map<string, Promise<Uint8Array>>();

/**
 * Writes random weights of MobileNetV2 without its classifier. Their batch-norm statistics are those of drawn faces, without
 * which all pictures would have nearly the same features.
 */
export async function writeBaseWeights(
  file: string,
  { alpha = 0.35, size = 32, faces = 16 }: Base = {},
): Promise<void> {
  const key = [alpha, size, faces].join();
  if (!made.has(key)) made.set(key, baseWeights({ alpha, size, faces }));
  writeFileSync(file, await made.get(key)!);
}

async function baseWeights({ alpha, size, faces }: Required<Base>): Promise<Uint8Array> {
  const base = mobileNetV2({ alpha, inputShape: [size, size, 3], includeTop: false, seed: 1 });
  const pictures = Array.from({ length: faces }, (_, seed) => drawFace({ mask: seed % 2 === 0, seed, size }));
  await calibrateBatchNorm(
    base,
    Tensor.from(preprocessInput(pictures, "minusOneToOne"), [faces, size, size, 3]),
    await loadBackend("wasm"),
  );
  return writeSafetensors(base.getWeights());
}
