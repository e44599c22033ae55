// The part of the pictures that Keras's `flow` takes as `subset`.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Tensor } from "../../tensor/tensor.js";

export type FlowSubset = "training" | "validation";

export interface SubsetOptions {
  /** The generator's. */
  readonly validationSplit: number;
  readonly ignoreClassSplit: boolean;
}

/**
 * The places of the first pictures, `validationSplit` of all rounded down, for "validation", and of the rest for "training".
 * @throws LinnetError if there is no such part, or the parts have not the same values in y
 */
export function placesOfSubset(y: Tensor, subset: FlowSubset, options: SubsetOptions): number[] {
  const { validationSplit, ignoreClassSplit } = options;
  if (subset !== "training" && subset !== "validation")
    throw new LinnetError(`imageFlow: expected subset to be training or validation, got ${describe(subset)}`);
  if (validationSplit === 0)
    throw new LinnetError("imageFlow: expected a generator with a validationSplit above 0 for a subset");
  const count = y.shape[0]!;
  const first = Math.floor(count * validationSplit);
  if (!ignoreClassSplit && !haveSameValues(y, first * (y.size / count)))
    throw new LinnetError(
      "imageFlow: expected the same classes in both subsets: shuffle the pictures, or pass ignoreClassSplit",
    );
  const places = Array.from({ length: count }, (_, place) => place);
  const part = subset === "validation" ? places.slice(0, first) : places.slice(first);
  if (part.length === 0)
    throw new LinnetError(`imageFlow: expected a picture or more for ${subset}, got none of ${count}`);
  return part;
}

/** Whether the values before a place are those from it on. */
function haveSameValues({ values }: Tensor, end: number): boolean {
  const [before, after] = [new Set(values.subarray(0, end)), new Set(values.subarray(end))];
  return before.size === after.size && [...before].every((value) => after.has(value));
}
