// Which base a training job stands on, where `--weights` names none.

import { smallBaseShape } from "../../models/smallBase.js";
import { LinnetError } from "../../tensor/errors.js";
import { cachedWeights, weightsFolder } from "../weights.js";
import type { TrainOptions } from "./options.js";

const { alpha: ALPHA, size: SIZE } = smallBaseShape;

/**
 * The options with the base decided: weights that are given, else the base that is named, else ImageNet weights that are
 * in the cache folder already, else the small base of the package, which sets width and size. Nothing is downloaded unless
 * `--base imagenet` asks for it.
 * @param isGiven whether a person gave that option, and it is not a default
 * @throws LinnetError where the small base has not the width that is asked for
 */
export async function chooseBase(options: TrainOptions, isGiven: (option: string) => boolean): Promise<TrainOptions> {
  const { weights, fromScratch, base, alpha, size } = options;
  if (weights !== undefined || fromScratch || base === "imagenet") return options;
  if (base === undefined && (await cachedWeights(alpha, size)) !== null) return { ...options, base: "imagenet" };
  if (isGiven("alpha") && alpha !== ALPHA) {
    throw new LinnetError(
      `--alpha ${alpha}: the small base has ${ALPHA}; for another width give --weights, --base imagenet or --from-scratch`,
    );
  }
  if (base === undefined) console.log(await describeChoice());
  return { ...options, base: "small", alpha: ALPHA, size: isGiven("size") ? size : SIZE };
}

async function describeChoice(): Promise<string> {
  return `No weights were given: the frozen base is the small one that ships with linnet (MobileNetV2 ${ALPHA} at ${SIZE} pixels).
The ImageNet network is more accurate: give its file with --weights, or put mobilenetv2-1.0-224-imagenet.safetensors into ${await weightsFolder()}.`;
}
