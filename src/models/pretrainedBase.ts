// The default architecture with published weights, without its classifier.

import type { Model } from "../train/model.js";
import { defaultArchitecture } from "./architectures.js";
import { createBase, type WeightsFile } from "./createBase.js";

export { isFolded, type WeightsFile } from "./createBase.js";

/**
 * Makes 1,280 pooled features of pictures `[size, size, 3]`.
 * @throws LinnetError naming the file, where the weights do not fit
 */
export function pretrainedBase(size: number, weights: WeightsFile): Model {
  return createBase({ architecture: defaultArchitecture, size, weights, pooling: "avg" }).base;
}
