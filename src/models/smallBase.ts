// The base that ships inside the package: MobileNetV2 0.35 at 96 pixels, trained by linnet itself (docs/small-base.md).

import { readSafetensors } from "../io/safetensors.js";
import { readFile } from "../platform/index.js";
import type { Model } from "../train/model.js";
import type { Weights } from "../train/network.js";
import { mobileNetV2 } from "./mobilenetv2.js";

/** Width multiplier, and height and width of the pictures that it was trained on. */
export const smallBaseShape = { alpha: 0.35, size: 96 } as const;

/** From here the way is the same in the sources and in what is built of them. */
const FILE = new URL("../../weights/linnet-base-0.35-96.safetensors", import.meta.url);

/** Its weights by name; batch norm is not folded. It is a file of the package: nothing is downloaded. */
export async function readSmallBase(): Promise<Weights> {
  return readSafetensors(await readFile(FILE), FILE.href).tensors;
}

/** The base, frozen: from pictures `[96, 96, 3]`, RGB / 127.5 - 1, to features `[3, 3, 1280]`. */
export async function smallBase(): Promise<Model> {
  const { alpha, size } = smallBaseShape;
  const base = mobileNetV2({ alpha, inputShape: [size, size, 3], includeTop: false });
  base.loadWeights(await readSmallBase(), { file: FILE.href });
  base.trainable = false;
  return base;
}
