// The penalties of weights by their regularizers' names, and what weights are held to by their constraints' names.

import type { Constraint, ConstraintRecord } from "../../layers/constraints.js";
import type { Regularizer, RegularizerRecord } from "../../layers/regularizers.js";
import { expect } from "../../tensor/errors.js";
import { add, div, greaterEqual, mul } from "../../tensor/ops/binary.js";
import { type Axes, sum } from "../../tensor/ops/reduce.js";
import { clip } from "../../tensor/ops/relu.js";
import { abs, sqrt, square } from "../../tensor/ops/unary.js";
import type { Tensor } from "../../tensor/tensor.js";

/** The function that was given, or the one that is meant. */
export function penaltyOf(record: RegularizerRecord | Regularizer): Regularizer {
  if (typeof record === "function") return record;
  const { l1, l2 } = factorsOf(record);
  const absolute = (weight: Tensor): Tensor => mul(sum(abs(weight)), l1);
  const squared = (weight: Tensor): Tensor => mul(sum(square(weight)), l2);
  if (l2 === 0) return absolute;
  return l1 === 0 ? squared : (weight) => add(absolute(weight), squared(weight));
}

function factorsOf(record: RegularizerRecord): { l1: number; l2: number } {
  if (record.name === "l1") return { l1: record.l1 ?? 0.01, l2: 0 };
  if (record.name === "l2") return { l1: 0, l2: record.l2 ?? 0.01 };
  return { l1: record.l1 ?? 0, l2: record.l2 ?? 0 };
}

/** Keras's: so that a norm of 0 divides nothing by 0. */
const EPSILON = 1e-7;

/** The weight as the constraint wants it. */
export function constrain(record: ConstraintRecord | Constraint, weight: Tensor): Tensor {
  if (typeof record === "function") return record(weight);
  switch (record.name) {
    case "nonNeg":
      return mul(weight, greaterEqual(weight, 0));
    case "unitNorm":
      return div(weight, add(normsOf(weight, record.axis), EPSILON));
    case "maxNorm": {
      const norms = normsOf(weight, record.axis);
      return rescale(weight, norms, clip(norms, 0, record.maxValue ?? 2));
    }
    case "minMaxNorm": {
      const { minValue = 0, maxValue = 1, rate = 1 } = record;
      const norms = normsOf(weight, record.axis);
      const wanted = add(mul(clip(norms, minValue, maxValue), rate), mul(norms, 1 - rate));
      return rescale(weight, norms, wanted);
    }
  }
}

function normsOf(weight: Tensor, axes: Axes = 0): Tensor {
  expect(weight.rank > 0, () => "a norm is expected of a weight with axes");
  return sqrt(sum(square(weight), axes, { keepDims: true }));
}

function rescale(weight: Tensor, norms: Tensor, wanted: Tensor): Tensor {
  return mul(weight, div(wanted, add(norms, EPSILON)));
}
