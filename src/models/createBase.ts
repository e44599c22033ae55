// A base: a network of any architecture without its classifier, with all that a job has to know about it.

import type { PreprocessMode } from "../data/preprocessModes.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import type { Model } from "../train/model.js";
import { type ArchitectureOptions, type Blocks, defaultSource, variantOf } from "./architecture.js";
import { type ArchitectureName, findArchitecture } from "./architectures.js";
import { sourceOf, type WeightsFile } from "./elsewhere/detectSource.js";
import { matchWeights } from "./elsewhere/matchWeights.js";
import type { Source } from "./sources.js";

export type { WeightsFile } from "./elsewhere/detectSource.js";

export interface BaseOptions extends Pick<ArchitectureOptions, "alpha" | "pooling" | "source" | "momentum" | "seed"> {
  readonly architecture: ArchitectureName;
  /** Height and width of the pictures. Default: the architecture's. */
  readonly size?: number;
  /**
   * By linnet's names, with batch norm or with it folded into the convolutions, or as Keras, torchvision or timm keep them,
   * whose variant the base then is. Default: null, for random weights.
   */
  readonly weights?: WeightsFile | null;
}

const kinds: OptionKinds<BaseOptions> = {
  architecture: "string",
  size: "number",
  weights: ["object", "null"],
  alpha: "number",
  pooling: ["string", "null"],
  source: "string",
  momentum: "number",
  seed: "number",
};

export interface Base {
  readonly base: Model;
  /** How pixels from 0 to 255 are preprocessed. */
  readonly preprocessing: PreprocessMode;
  /** The names of layers that are unfrozen together. */
  readonly blocks: Blocks;
  /** The program whose variant it is. */
  readonly source: Source;
}

/**
 * The base for pictures `[size, size, 3]`, with no layer frozen.
 * @throws LinnetError if the architecture or an argument is unknown, or naming the file if the weights do not fit
 */
export function createBase(given: BaseOptions): Base {
  checkOptions("createBase", given, kinds);
  const { architecture, size, weights = null, ...options } = given;
  if (weights !== null) checkArgument(weights.path, "the weights", weights.tensors, Map);
  const found = findArchitecture(architecture);
  const source = given.source ?? (weights === null ? defaultSource(found.variants) : sourceOf(architecture, weights));
  const side = size ?? found.sizes.default;
  const shape = { inputShape: [side, side, 3], includeTop: false } as const;
  const built = found.create({ ...options, ...shape, source, folded: weights !== null && isFolded(weights) });
  const base = built.network;
  if (weights !== null)
    base.loadWeights(matchWeights({ ...built, architecture, source }, weights), { file: weights.path });
  return { base, preprocessing: variantOf(found, source).preprocessing, blocks: built.blocks, source };
}

/** Whether batch norm is folded into the convolutions of these weights, which then have biases instead. */
function isFolded({ tensors, byOrder = false }: WeightsFile): boolean {
  return !byOrder && ![...tensors.keys()].some((name) => /(\/gamma|\.running_mean)$/.test(name));
}
