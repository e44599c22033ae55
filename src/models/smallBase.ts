// The base inside the package: MobileNetV2 0.35 at 96 pixels, trained by linnet itself (docs/small-base.md).

import { openSafetensors } from "../formats/safetensors/openSafetensors.js";
import type { Weights } from "../model/network.js";
import { readFile } from "../platform/index.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import type { Model } from "../train/model.js";
import { mobileNetV2 } from "./mobilenetv2.js";

/** Its architecture, width multiplier, and the height and width of its training pictures. */
export const smallBaseShape = { architecture: "mobilenetv2", alpha: 0.35, size: 96 } as const;

/** The relative path is the same in the sources and in the build. */
const FILE = new URL("../../weights/linnet-base-0.35-96.safetensors", import.meta.url);

export interface SmallBaseOptions {
  /** Its weights; in a page, their address. Default: the file in the package, which no bundle can know. */
  readonly file?: string | URL;
}

/** Its weights by name; batch norm is not folded. @throws LinnetError naming the file if it is missing or not whole */
export async function readSmallBase({ file = FILE }: SmallBaseOptions = {}): Promise<Weights> {
  const bytes = await readFile(file).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : error;
    throw new LinnetError(
      `${file}: the small base could not be read (${reason}); a page has to serve its file, and to name its address`,
    );
  });
  return openSafetensors({ bytes, file: `${file}` }).tensors;
}

/**
 * The base, frozen: from pictures `[96, 96, 3]`, RGB / 127.5 - 1, to features `[3, 3, 1280]`.
 * @throws LinnetError naming the file if its weights do not fit
 */
export async function smallBase(options: SmallBaseOptions = {}): Promise<Model> {
  checkOptions("smallBase", options, { file: ["string", "object"] });
  const { file = FILE } = options;
  const { alpha, size } = smallBaseShape;
  // Not createBase, which imports every architecture: a page that takes this one should not fetch the others.
  const base = mobileNetV2({ alpha, inputShape: [size, size, 3], includeTop: false });
  base.loadWeights(await readSmallBase({ file }), { file: `${file}` });
  base.trainable = false;
  return base;
}
