// The network whose features the figures take: MobileNetV2 1.0 with published weights, without its classifier.

import { mobileNetV2 } from "../../models/mobilenetv2.js";
import type { Model } from "../../train/model.js";
import type { Weights } from "../../train/network.js";

/** Weights, and the file that errors name. */
export interface PretrainedWeights {
  readonly path: string;
  readonly tensors: Weights;
}

/** Makes 1,280 pooled features of pictures of this height and width. @throws LinnetError where the weights do not fit */
export function pretrainedBase(size: number, { path, tensors }: PretrainedWeights): Model {
  const folded = !tensors.has("bn_Conv1/gamma");
  const base = mobileNetV2({ inputShape: [size, size, 3], includeTop: false, pooling: "avg", folded });
  base.loadWeights(tensors, { file: path });
  return base;
}
