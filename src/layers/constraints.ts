// What weights are held to after each update, by Keras's names (https://keras.io/api/layers/constraints).

import type { SnakeCase } from "../tensor/entryByName.js";
import { expect } from "../tensor/errors.js";
import { add, div, greaterEqual, mul } from "../tensor/ops/binary.js";
import { type Axes, sum } from "../tensor/ops/reduce.js";
import { clip } from "../tensor/ops/relu.js";
import { sqrt, square } from "../tensor/ops/unary.js";
import type { Tensor } from "../tensor/tensor.js";
import { type NamedKinds, type NamedRecord, namedRecord } from "./namedOption.js";

interface AlongAxes {
  /** The axes of which a norm is taken: 0 for each unit of a Dense, `[0, 1, 2]` for each filter of a Conv2D. Default: 0. */
  readonly axis?: number | readonly number[];
}

interface ConstraintArguments {
  /** Norms of at most `maxValue`. */
  readonly maxNorm: AlongAxes & {
    /** Default: 2. */
    readonly maxValue?: number;
  };
  /** Negative numbers become 0. */
  readonly nonNeg: object;
  /** Norms of 1. */
  readonly unitNorm: AlongAxes;
  /** Norms from `minValue` to `maxValue`, to which each update brings those outside by the part `rate` of the way. */
  readonly minMaxNorm: AlongAxes & {
    /** Default: 0. */
    readonly minValue?: number;
    /** Default: 1. */
    readonly maxValue?: number;
    /** Default: 1. */
    readonly rate?: number;
  };
}

/** The weight as it shall be, of the same shape. */
export type Constraint = (weight: Tensor) => Tensor;

export type ConstraintName = keyof ConstraintArguments;

/** A constraint with its arguments, as plain data: `{ name: "maxNorm", maxValue: 3 }`. */
export type ConstraintRecord = NamedRecord<ConstraintArguments>;

/** A name in either spelling, a record, or a function of one's own, whose layer cannot be written to a file; null for none. */
export type ConstraintOption = ConstraintName | SnakeCase<ConstraintName> | ConstraintRecord | Constraint | null;

const axis = ["number", "list"] as const;

const kinds: NamedKinds<ConstraintArguments> = {
  maxNorm: { maxValue: "number", axis },
  nonNeg: {},
  unitNorm: { axis },
  minMaxNorm: { minValue: "number", maxValue: "number", rate: "number", axis },
};

/** Keras's: so that a norm of 0 divides nothing by 0. */
const EPSILON = 1e-7;

/** The given option in its one form. @throws LinnetError naming `where` if a name or an argument is unknown */
export function constraintRecord(where: string, given: ConstraintOption): ConstraintRecord | Constraint | null {
  return given === null || typeof given === "function" ? given : namedRecord(where, given, kinds);
}

export function constraintOf(record: ConstraintRecord | Constraint | null): Constraint | null {
  if (record === null || typeof record === "function") return record;
  return (weight) => constrain(record, weight);
}

function constrain(record: ConstraintRecord, weight: Tensor): Tensor {
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
