// Weights as a list, in the order of a layer's or a model's own.

import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, sameShape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import type { Parameter } from "./parameter.js";

/**
 * Copies of the arrays, one for each weight.
 * @param owner whose weights they are, such as `layer "dense"`
 * @throws LinnetError if there are not as many, or one has another shape
 */
export function copiesFor(owner: string, parameters: readonly Parameter[], list: readonly unknown[]): Float32Array[] {
  if (!Array.isArray(list) || list.length !== parameters.length)
    throw new LinnetError(`${owner}: setWeights: expected ${parameters.length} arrays, got ${describe(list)}`);
  return parameters.map(({ name, shape }, index) => {
    const given: unknown = list[index];
    if (given instanceof Tensor && sameShape(given.shape, shape)) return given.values.slice();
    if (given instanceof Float32Array && given.length === sizeOf(shape)) return given.slice();
    const found = given instanceof Tensor ? formatShape(given.shape) : describe(given);
    throw new LinnetError(
      `${owner}: setWeights: expected "${name}" as a tensor ${formatShape(shape)} or a Float32Array of ` +
        `${sizeOf(shape)}, got ${found}`,
    );
  });
}
