// The tensors given to fit and evaluate, as sources of batches.

import type { Network } from "../../model/network.js";
import { type NetworkEnd, type Tensors, tensorsFor } from "../../model/tensorArguments.js";
import { checkCount } from "../../tensor/checkCount.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { FitLoopOptions } from "../run/fit.js";
import { arraySource, type BatchSource, checkCounts, checkWeights } from "./batchSource.js";

export interface FitOptions extends FitLoopOptions {
  /** Examples in a step, for tensors: a source has its own size. Default: 32. */
  readonly batchSize?: number;
  /** For tensors: the fraction of examples, from the end, to measure and not train on. Default: 0. */
  readonly validationSplit?: number;
  /** For tensors: the weight of each example in the loss, `[count]`; measured examples count 1. Default: 1. */
  readonly sampleWeight?: ArrayLike<number>;
  /** Examples to measure after each epoch, as tensors. */
  readonly validationData?: readonly [x: Tensors, y: Tensors];
}

/** Examples as lists of tensors, one for each input and one for each output. */
interface Examples {
  readonly xs: readonly Tensor[];
  readonly ys: readonly Tensor[];
}

/** What targets of an output may be, whatever its loss: the loss itself is asked once they are batches. */
function asTargets({ name, shape }: NetworkEnd): NetworkEnd {
  const lastOne = shape.at(-1) === 1 ? shape.slice(0, -1) : [...shape, 1];
  const indexes = shape.slice(0, -1);
  return { name, shape, otherShapes: [lastOne, indexes, [...indexes, 1]] };
}

/** @throws LinnetError if a tensor does not fit, or the numbers of targets and examples differ */
function examplesFor(method: string, network: Network, x: Tensors, y: Tensors): Examples {
  const xs = tensorsFor(method, "x", x, network.inputEnds);
  const ys = tensorsFor(method, "y", y, network.outputEnds.map(asTargets));
  checkCounts(method, xs[0]!, ys[0]!);
  return { xs, ys };
}

/** In their own order. @throws LinnetError if x and y do not fit the network */
export function measuredSource(network: Network, x: Tensors, y: Tensors, batchSize: number): BatchSource {
  checkCount("evaluate", "batchSize", batchSize);
  const { xs, ys } = examplesFor("evaluate", network, x, y);
  return arraySource(xs, ys, { batchSize, shuffle: false });
}

/**
 * The examples to train on, and those to measure after each epoch, if any.
 * @throws LinnetError if x and y do not fit the network, or an option is out of range
 */
export function trainedSources(
  network: Network,
  x: Tensors,
  y: Tensors,
  options: FitOptions,
): { readonly source: BatchSource; readonly validation?: BatchSource } {
  const { batchSize = 32, shuffle = true, seed = 0, validationSplit = 0, validationData, sampleWeight } = options;
  checkCount("fit", "batchSize", batchSize);
  const { xs, ys } = examplesFor("fit", network, x, y);
  const measured = { batchSize, shuffle: false };
  const trained = { batchSize, shuffle, seed, ...(sampleWeight && { sampleWeight }) };
  if (validationData !== undefined) {
    const held = examplesFor("fit", network, ...validationData);
    return { source: arraySource(xs, ys, trained), validation: arraySource(held.xs, held.ys, measured) };
  }
  if (!(validationSplit >= 0 && validationSplit < 1)) {
    throw new LinnetError(`fit: expected validationSplit from 0 to below 1, got ${validationSplit}`);
  }
  const count = xs[0]!.shape[0]!;
  const kept = count - Math.floor(count * validationSplit);
  const weights = sampleWeight && { sampleWeight: checkWeights(sampleWeight, count).subarray(0, kept) };
  const part = (from: number, to: number) =>
    [xs.map((one) => one.slice(from, to)), ys.map((one) => one.slice(from, to))] as const;
  const source = arraySource(...part(0, kept), { ...trained, ...weights });
  return kept === count ? { source } : { source, validation: arraySource(...part(kept, count), measured) };
}
