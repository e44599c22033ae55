// Weights by name, as in weight files, and whether they fit a network.

import type { Parameter } from "../layers/parameter.js";
import { copiesFor } from "../layers/weightList.js";
import { allFinite } from "../tensor/allFinite.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";
import type { Tensor } from "../tensor/tensor.js";

/** Weights by name, as in weight files. */
export type Weights = ReadonlyMap<string, { readonly shape: Shape; readonly values: Float32Array }>;

/** The network that the weights are for. */
export interface WeightOwner {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** Copies of weights in the order of the network's, by their names. @throws LinnetError if the number or a shape differs */
export function weightsFromList({ name, parameters }: WeightOwner, list: readonly (Tensor | Float32Array)[]): Weights {
  const copies = copiesFor(`model "${name}"`, parameters, list);
  return new Map(
    parameters.map((parameter, index) => [parameter.name, { shape: parameter.shape, values: copies[index]! }]),
  );
}

/**
 * Sets all weights of a network, by name, to the arrays themselves, once all are checked.
 * @param areFinite whether that is known already
 * @throws LinnetError as `checkWeights` does
 */
export function loadInto(owner: WeightOwner, weights: Weights, file: string, areFinite?: boolean): void {
  checkWeights(owner, weights, file, areFinite);
  for (const parameter of owner.parameters) parameter.load(weightOf(parameter, weights)!, file);
}

/** @throws LinnetError naming the file and every weight that is missing, has another shape or is not finite */
export function checkWeights(
  { name, parameters }: WeightOwner,
  weights: Weights,
  file: string,
  areFinite?: boolean,
): void {
  if (!(weights instanceof Map))
    throw new LinnetError(
      `${file}: expected weights as a Map of names to { shape, values }, as getWeights gives, got ${describe(weights)}`,
    );
  const problems = parameters.flatMap((parameter) => problemOf(parameter, weights, areFinite));
  if (problems.length === 0) return;
  const shown = problems.slice(0, 5).join("; ");
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
  throw new LinnetError(`${file}: does not fit model "${name}": ${shown}${more}`);
}

/** A weight's values in a file, under its name or its other one. */
export function weightOf({ name, alias }: Parameter, weights: Weights) {
  return weights.get(name) ?? weights.get(alias ?? name);
}

function problemOf(parameter: Parameter, weights: Weights, areFinite?: boolean): string[] {
  const { name, shape } = parameter;
  const found = weightOf(parameter, weights);
  if (found === undefined) return [`"${name}" is missing`];
  if (!Array.isArray(found.shape) || !(found.values instanceof Float32Array))
    return [`"${name}" expected { shape, values } with a Float32Array, got ${describe(found)}`];
  if (!sameShape(found.shape, shape))
    return [`"${name}" expected ${formatShape(shape)}, got ${formatShape(found.shape)}`];
  if (areFinite || allFinite(found.values)) return [];
  const index = found.values.findIndex((value) => !Number.isFinite(value));
  return [`"${name}" expected finite numbers, got ${found.values[index]} at ${index}`];
}
