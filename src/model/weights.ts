// Weights by name, as in weight files, and whether they fit a network.

import type { Parameter } from "../layers/parameter.js";
import { allFinite } from "../tensor/allFinite.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, type Shape, sameShape } from "../tensor/shape.js";

/** Weights by name, as in weight files. */
export type Weights = ReadonlyMap<string, { readonly shape: Shape; readonly values: Float32Array }>;

/** The network that the weights are for. */
export interface WeightOwner {
  readonly name: string;
  readonly parameters: readonly Parameter[];
}

/** @throws LinnetError naming the file and every weight that is missing, has another shape or is not finite */
export function checkWeights({ name, parameters }: WeightOwner, weights: Weights, file: string): void {
  const problems = parameters.flatMap((parameter) => problemOf(parameter, weights));
  if (problems.length === 0) return;
  const shown = problems.slice(0, 5).join("; ");
  const more = problems.length > 5 ? `; and ${problems.length - 5} more` : "";
  throw new LinnetError(`${file}: does not fit model "${name}": ${shown}${more}`);
}

/** A weight's values in a file, under its name or its other one. */
export function weightOf({ name, alias }: Parameter, weights: Weights) {
  return weights.get(name) ?? (alias === null ? undefined : weights.get(alias));
}

function problemOf(parameter: Parameter, weights: Weights): string[] {
  const { name, shape } = parameter;
  const found = weightOf(parameter, weights);
  if (found === undefined) return [`"${name}" is missing`];
  if (!sameShape(found.shape, shape))
    return [`"${name}" expected ${formatShape(shape)}, got ${formatShape(found.shape)}`];
  if (allFinite(found.values)) return [];
  const index = found.values.findIndex((value) => !Number.isFinite(value));
  return [`"${name}" expected finite numbers, got ${found.values[index]} at ${index}`];
}
