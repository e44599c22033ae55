// A base: a network of any architecture without its classifier, with all that a job has to know about it.

import type { PreprocessMode } from "../data/preprocessModes.js";
import type { Weights } from "../model/network.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import type { Model } from "../train/model.js";
import { type ArchitectureOptions, type Blocks, defaultSource, variantOf } from "./architecture.js";
import { type ArchitectureName, findArchitecture } from "./architectures.js";

/** Weights, and their file's name for errors. */
export interface WeightsFile {
  readonly path: string;
  readonly tensors: Weights;
}

export interface BaseOptions extends Pick<ArchitectureOptions, "alpha" | "pooling" | "source" | "momentum" | "seed"> {
  readonly architecture: ArchitectureName;
  /** Height and width of the pictures. Default: the architecture's. */
  readonly size?: number;
  /** With batch norm, or with it folded into the convolutions. Default: null, for random weights. */
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
}

/**
 * The base for pictures `[size, size, 3]`, with no layer frozen.
 * @throws LinnetError if the architecture or an argument is unknown, or naming the file if the weights do not fit
 */
export function createBase(given: BaseOptions): Base {
  checkOptions("createBase", given, kinds);
  const { architecture, size, weights = null, ...options } = given;
  const found = findArchitecture(architecture);
  const { create, sizes, variants } = found;
  const source = given.source ?? defaultSource(variants);
  const side = size ?? sizes.default;
  const folded = weights !== null && isFolded(weights);
  const { network, blocks } = create({ ...options, inputShape: [side, side, 3], includeTop: false, folded });
  if (weights !== null) network.loadWeights(weights.tensors, { file: weights.path });
  return { base: network, preprocessing: variantOf(found, source).preprocessing, blocks };
}

/** Whether batch norm is folded into the convolutions of these weights, which then have biases instead. */
function isFolded({ tensors }: WeightsFile): boolean {
  return ![...tensors.keys()].some((name) => name.endsWith("/gamma"));
}
