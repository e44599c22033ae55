// Penalties on weights, which `fit` adds to the loss, by Keras's names (https://keras.io/api/layers/regularizers).

import type { SnakeCase } from "../tensor/entryByName.js";
import type { Tensor } from "../tensor/tensor.js";
import { type NamedKinds, type NamedRecord, namedRecord } from "./namedOption.js";

interface RegularizerArguments {
  /** `l1 sum(|weight|)`. */
  readonly l1: {
    /** Default: 0.01. */
    readonly l1?: number;
  };
  /** `l2 sum(weight^2)`. */
  readonly l2: {
    /** Default: 0.01. */
    readonly l2?: number;
  };
  /** Both. */
  readonly l1l2: {
    /** Default: 0. */
    readonly l1?: number;
    /** Default: 0. */
    readonly l2?: number;
  };
}

/** The penalty of a weight, a scalar. */
export type Regularizer = (weight: Tensor) => Tensor;

export type RegularizerName = keyof RegularizerArguments;

/** A regularizer with its arguments, as plain data: `{ name: "l2", l2: 1e-4 }`. */
export type RegularizerRecord = NamedRecord<RegularizerArguments>;

/** A name in either spelling, a record, or a function of one's own, whose layer cannot be written to a file; null for none. */
export type RegularizerOption = RegularizerName | SnakeCase<"l1L2"> | RegularizerRecord | Regularizer | null;

const kinds: NamedKinds<RegularizerArguments> = {
  l1: { l1: "number" },
  l2: { l2: "number" },
  l1l2: { l1: "number", l2: "number" },
};

/** The given option in its one form. @throws LinnetError naming `where` if a name or an argument is unknown */
export function regularizerRecord(where: string, given: RegularizerOption): RegularizerRecord | Regularizer | null {
  return given === null || typeof given === "function" ? given : namedRecord(where, given, kinds);
}
