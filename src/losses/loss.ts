// What a loss is, and how its values are weighted and reduced to one number, as in Keras's Loss
// (https://keras.io/api/losses).

import type { OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { entryByName, type SnakeCase } from "../tensor/entryByName.js";
import { LinnetError, ShapeError } from "../tensor/errors.js";
import { div, equal, maximum, mul, sub } from "../tensor/ops/binary.js";
import { mean, sum } from "../tensor/ops/reduce.js";
import { reshape } from "../tensor/ops/reshape.js";
import { type Shape, sameShape } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { LossName } from "./lossNames.js";

/**
 * The loss of a batch, a scalar `[]` for training; target and output are `[batch, ...]`. If examples have weights
 * `[batch]`, each example's loss is multiplied by its weight, and the sum still divided by the batch size, as in Keras. A
 * loss that ignores its third argument only serves examples without weights.
 */
export interface Loss {
  (target: Tensor, output: Tensor, sampleWeight?: Tensor): Tensor;
  /** What targets are, if they are no tensor of the output's shape. */
  readonly targets?: Targets;
  /** Its name and options, by which a run that goes on knows it again. */
  readonly config?: { readonly [option: string]: unknown };
}

/** Targets that differ from the output in shape. */
export interface Targets {
  /** Their shape, given the output's. */
  readonly shape: (output: Shape) => Shape;
  /** What is wrong with these values, in words for "expected targets of …, got …"; null if nothing is. */
  readonly wrong: (values: Float32Array, output: Shape) => { readonly expected: string; readonly got: string } | null;
}

/**
 * `sumOverBatchSize` (or `mean`): the sum of all values divided by their number. `meanWithSampleWeight`: divided by the
 * sum of the weights. `none`: the values as they are, which nothing can be trained on.
 */
type ReductionName = "sumOverBatchSize" | "mean" | "meanWithSampleWeight" | "sum" | "none";

export type Reduction = ReductionName | SnakeCase<ReductionName> | null;

export interface LossOptions {
  /** How the losses of the batch become one number. Default: "sumOverBatchSize". */
  readonly reduction?: Reduction;
}

export const lossKinds: OptionKinds<LossOptions> = { reduction: "any" };

/** A loss for each position, `[batch, ...]`, and which of them count: 1 or 0. Default: all. */
interface Losses {
  readonly values: Tensor;
  readonly counted?: Tensor;
}

/** @throws LinnetError if the reduction is unknown */
export function defineLoss(
  name: LossName,
  options: LossOptions,
  losses: (target: Tensor, output: Tensor) => Losses | Tensor,
  targets?: Targets,
): Loss {
  const reducedBy = options.reduction === null ? "none" : reductionName(name, options.reduction ?? "sumOverBatchSize");
  const reduce = reductions[reducedBy];
  const loss = (target: Tensor, output: Tensor, sampleWeight?: Tensor): Tensor => {
    const expected = targets?.shape(output.shape) ?? output.shape;
    const found = losses(asTarget(name, target, output, expected), output);
    const { values, counted } = found instanceof Tensor ? { values: found, counted: undefined } : found;
    const weights = sampleWeight === undefined ? undefined : weightsFor(name, sampleWeight, values);
    return reduce(values, weights, counted);
  };
  const given = Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1));
  const config = { name, ...Object.fromEntries(given), reduction: reducedBy };
  return Object.assign(loss, { config, ...(targets !== undefined && { targets }) });
}

type Reduce = (values: Tensor, weights: Tensor | undefined, counted: Tensor | undefined) => Tensor;

const meanOfAll: Reduce = (values, weights, counted) => {
  if (counted === undefined) return mean(weighted(values, weights));
  return ratio(sum(weighted(values, weights, counted)), sum(counted));
};

const reductions: { readonly [Name in ReductionName]: Reduce } = {
  sumOverBatchSize: meanOfAll,
  mean: meanOfAll,
  meanWithSampleWeight: (values, weights, counted) => {
    if (weights === undefined) return meanOfAll(values, weights, counted);
    const mass = counted === undefined ? weights : mul(weights, counted);
    return ratio(sum(weighted(values, weights, counted)), sum(mass));
  },
  sum: (values, weights, counted) => sum(weighted(values, weights, counted)),
  none: weighted,
};

const reductionNames: { readonly [Name in ReductionName]: Name } = {
  sumOverBatchSize: "sumOverBatchSize",
  mean: "mean",
  meanWithSampleWeight: "meanWithSampleWeight",
  sum: "sum",
  none: "none",
};

function reductionName(name: LossName, given: Exclude<Reduction, null>): ReductionName {
  return entryByName(`${name}: reduction`, reductionNames, given);
}

function weighted(values: Tensor, weights?: Tensor, counted?: Tensor): Tensor {
  const kept = counted === undefined ? values : mul(values, counted);
  return weights === undefined ? kept : mul(kept, weights);
}

/** `part / whole`, and 0 if the whole is. */
function ratio(part: Tensor, whole: Tensor): Tensor {
  return mul(div(part, maximum(whole, equal(whole, 0))), sub(1, equal(whole, 0)));
}

/** The target in the shape that the loss reads: a last axis of 1 may be there or not, as in Keras. */
function asTarget(name: LossName, target: Tensor, output: Tensor, expected: Shape): Tensor {
  for (const [what, given] of Object.entries({ target, output }))
    if (!(given instanceof Tensor))
      throw new LinnetError(`${name}: expected ${what} to be a tensor, got ${describe(given)}`);
  if (sameShape(target.shape, expected)) return target;
  if (sameShape(withoutLastOne(target.shape), withoutLastOne(expected))) return reshape(target, expected);
  throw new ShapeError(name, `target is expected as [${expected}]`, [
    ["target", target.shape],
    ["output", output.shape],
  ]);
}

/** The shape without a last axis of 1. */
function withoutLastOne(shape: Shape): Shape {
  return shape.at(-1) === 1 ? shape.slice(0, -1) : shape;
}

/** The weights with as many axes as the values. */
function weightsFor(name: LossName, weights: Tensor, values: Tensor): Tensor {
  if (!(weights instanceof Tensor))
    throw new LinnetError(`${name}: expected sampleWeight to be a tensor, got ${describe(weights)}`);
  const shape = withoutLastOne(weights.shape);
  const fits = shape.length <= values.rank && shape.every((length, axis) => length === values.shape[axis]);
  if (fits) return reshape(weights, [...shape, ...values.shape.slice(shape.length).map(() => 1)]);
  throw new ShapeError(name, "sampleWeight is expected to have a weight for each example", [
    ["sampleWeight", weights.shape],
    ["losses", values.shape],
  ]);
}
