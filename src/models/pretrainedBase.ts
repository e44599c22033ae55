// MobileNetV2 1.0 with published weights, without its classifier.

import type { Weights } from "../model/network.js";
import type { Model } from "../train/model.js";
import { mobileNetV2 } from "./mobilenetv2.js";

/** Weights, and the file that errors name. */
export interface WeightsFile {
  readonly path: string;
  readonly tensors: Weights;
}

/** Whether batch norm is folded into the convolutions of these weights, which then have biases instead. */
export function isFolded({ tensors }: WeightsFile): boolean {
  return !tensors.has("bn_Conv1/gamma");
}

/**
 * Makes 1,280 pooled features of pictures `[size, size, 3]`.
 * @throws LinnetError naming the file, where the weights do not fit
 */
export function pretrainedBase(size: number, weights: WeightsFile): Model {
  const folded = isFolded(weights);
  const base = mobileNetV2({ inputShape: [size, size, 3], includeTop: false, pooling: "avg", folded });
  base.loadWeights(weights.tensors, { file: weights.path });
  return base;
}
