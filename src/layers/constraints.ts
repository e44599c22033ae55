// What weights are held to after each update, by Keras's names (https://keras.io/api/layers/constraints).

import type { SnakeCase } from "../tensor/entryByName.js";
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

/** The given option in its one form. @throws LinnetError naming `where` if a name or an argument is unknown */
export function constraintRecord(where: string, given: ConstraintOption): ConstraintRecord | Constraint | null {
  return given === null || typeof given === "function" ? given : namedRecord(where, given, kinds);
}
