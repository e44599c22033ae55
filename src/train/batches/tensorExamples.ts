// The examples given to fit and evaluate, as sources of batches.

import type { Network } from "../../model/network.js";
import { type NetworkEnd, type Tensors, tensorsFor } from "../../model/tensorArguments.js";
import { checkCount } from "../../tensor/checkCount.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import { type FitLoopOptions, fitLoopKinds } from "../run/fitOptions.js";
import { arraySource, type BatchSource, checkCounts, checkWeights } from "./batchSource.js";
import { isSource } from "./isSource.js";

/** Examples to measure: tensors, with a weight of each example in the loss or without, or a source. */
type MeasuredExamples =
  | readonly [x: Tensors, y: Tensors]
  | readonly [x: Tensors, y: Tensors, sampleWeight: ArrayLike<number>]
  | BatchSource;

export interface FitOptions extends FitLoopOptions {
  /** Examples in a step, for tensors: a source has its own size. Default: 32. */
  readonly batchSize?: number;
  /**
   * For tensors: the fraction of examples, from the end, to measure and not train on. Training takes the first
   * `floor(count (1 - validationSplit))`, as in Keras. Default: 0.
   */
  readonly validationSplit?: number;
  /** For tensors: the weight of each example in the loss, `[count]`, of those measured by the split too. Default: 1. */
  readonly sampleWeight?: ArrayLike<number> | Tensor;
  /** Examples to measure after each epoch, instead of `validationSplit`. */
  readonly validationData?: MeasuredExamples;
  /** Examples in a batch that is measured, for tensors. Default: `batchSize`, or that of the source. */
  readonly validationBatchSize?: number;
}

export interface EvaluateOptions {
  /** Examples in a batch, for tensors: a source has its own size. Default: 32. */
  readonly batchSize?: number;
  /** For tensors: the weight of each example in the loss, `[count]`. Default: 1. */
  readonly sampleWeight?: ArrayLike<number> | Tensor;
  /** Batches to measure. Default: all. */
  readonly steps?: number;
  /** 1 or 2 prints the figures. Default: 0, where Keras has 1. */
  readonly verbose?: number;
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

/** @throws LinnetError naming the option that is unknown, of the wrong kind, or has no effect beside a source */
export function checkEvaluateOptions(options: EvaluateOptions, hasSource: boolean): void {
  checkOptions("evaluate", options, { batchSize: "number", sampleWeight: "any", steps: "number", verbose: "number" });
  checkCount("evaluate", "steps", options.steps ?? 1);
  checkCount("evaluate", "batchSize", options.batchSize ?? 1);
  if (hasSource) refuseBesideSource("evaluate", options, ["batchSize", "sampleWeight"]);
}

/** In their own order. @throws LinnetError if x and y do not fit the network, or the batch size is not a count */
export function measuredSource(
  network: Network,
  [x, y]: readonly [x: Tensors, y: Tensors],
  { batchSize = 32, sampleWeight }: EvaluateOptions,
): BatchSource {
  const { xs, ys } = examplesFor("evaluate", network, x, y);
  return arraySource(xs, ys, { batchSize, shuffle: false, ...(sampleWeight !== undefined && { sampleWeight }) });
}

/** x and y as a source of one batch. @throws LinnetError if they do not fit the network */
export function wholeBatch(
  method: string,
  network: Network,
  [x, y]: readonly [x: Tensors, y: Tensors],
  { sampleWeight }: Pick<FitOptions, "sampleWeight">,
): BatchSource {
  const { xs, ys } = examplesFor(method, network, x, y);
  const batchSize = xs[0]!.shape[0]!;
  return arraySource(xs, ys, { batchSize, shuffle: false, ...(sampleWeight !== undefined && { sampleWeight }) });
}

/** @throws LinnetError naming the option that is unknown, of the wrong kind, or has no effect beside a source */
export function checkFitOptions(options: FitOptions, hasSource: boolean): void {
  checkOptions("fit", options, {
    ...fitLoopKinds,
    batchSize: "number",
    validationSplit: "number",
    sampleWeight: "any",
    validationData: ["list", "object"],
    validationBatchSize: "number",
  });
  const { validationBatchSize = 1, validation, validationData } = options;
  checkCount("fit", "validationBatchSize", validationBatchSize);
  if (validation !== undefined && validationData !== undefined)
    throw new LinnetError("fit: expected either validation or validationData, got both");
  if (hasSource) refuseBesideSource("fit", options, ["batchSize", "validationSplit", "sampleWeight"]);
}

function refuseBesideSource(method: string, options: FitOptions, forTensors: readonly (keyof FitOptions)[]): void {
  const given = forTensors.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  throw new LinnetError(
    `${method}: expected ${given} beside tensors, got it beside a source, which has its own batches`,
  );
}

/** `validationData` as a source; undefined if there is none. @throws LinnetError if it does not fit the network */
export function validationSource(network: Network, options: FitOptions, batchSize: number): BatchSource | undefined {
  const { validationData: given, validationBatchSize = batchSize } = options;
  if (given === undefined) return undefined;
  if (isSource(given)) return given;
  if (!Array.isArray(given) || given.length < 2 || given.length > 3)
    throw new LinnetError(`fit: expected validationData as [x, y] or [x, y, sampleWeight], got ${describe(given)}`);
  const [x, y, sampleWeight] = given as readonly [Tensors, Tensors, ArrayLike<number>?];
  const { xs, ys } = examplesFor("fit: validationData", network, x, y);
  return arraySource(xs, ys, {
    batchSize: validationBatchSize,
    shuffle: false,
    ...(sampleWeight !== undefined && { sampleWeight }),
  });
}

/**
 * The examples to train on, and those to measure after each epoch, if any.
 * @throws LinnetError if x and y do not fit the network, or an option is out of range
 */
export function trainedSources(
  network: Network,
  [x, y]: readonly [x: Tensors, y: Tensors],
  options: FitOptions,
): { readonly source: BatchSource; readonly validation?: BatchSource } {
  const { batchSize = 32, shuffle = true, seed = 0, validationSplit = 0, sampleWeight } = options;
  checkCount("fit", "batchSize", batchSize);
  if (!(validationSplit >= 0 && validationSplit < 1))
    throw new LinnetError(`fit: expected validationSplit from 0 to below 1, got ${validationSplit}`);
  const { xs, ys } = examplesFor("fit", network, x, y);
  const count = xs[0]!.shape[0]!;
  const weights = sampleWeight === undefined ? null : checkWeights(sampleWeight, count);
  const part = (from: number, to: number, order: { readonly batchSize: number; readonly shuffle: boolean }) => {
    const slices = (tensors: readonly Tensor[]): Tensor[] => tensors.map((one) => one.slice(from, to));
    const partWeights = weights && { sampleWeight: weights.subarray(from, to) };
    return arraySource(slices(xs), slices(ys), { ...order, seed, ...partWeights });
  };
  const trained = { batchSize, shuffle };
  const given = validationSource(network, options, batchSize) ?? options.validation;
  if (given !== undefined || validationSplit === 0)
    return { source: part(0, count, trained), ...(given && { validation: given }) };
  const kept = Math.floor(count * (1 - validationSplit));
  if (kept === 0 || kept === count)
    throw new LinnetError(
      `fit: expected examples to train on and to measure, validationSplit ${validationSplit} of ${count} leaves ` +
        `${kept} and ${count - kept}`,
    );
  const measured = { batchSize: options.validationBatchSize ?? batchSize, shuffle: false };
  return { source: part(0, kept, trained), validation: part(kept, count, measured) };
}
