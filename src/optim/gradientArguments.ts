// What every optimizer takes beside its own arguments: how gradients are clipped, and how many make one update.

import { LinnetError } from "../tensor/errors.js";

/** Keras's arguments of these names, of which only one may clip. See https://keras.io/api/optimizers. */
export interface GradientArguments {
  /** The longest that the gradient of one weight may be, by its Euclidean norm; none. */
  readonly clipnorm?: number;
  /** How far from 0 each number of a gradient may be; none. */
  readonly clipvalue?: number;
  /** The longest that the gradients of all weights together may be, by their Euclidean norm; none. */
  readonly globalClipnorm?: number;
  /**
   * Batches whose mean gradient makes one update, so that small batches train as a large one would; 1. Schedules count
   * updates. What stands in the sum at the end of an epoch goes into the next.
   */
  readonly gradientAccumulationSteps?: number;
}

const clippings = ["clipnorm", "clipvalue", "globalClipnorm"] as const;

/**
 * The arguments that were given, and no others.
 * @throws LinnetError where one is no number above 0, or two of them clip
 */
export function checkGradientArguments(where: string, given: GradientArguments): GradientArguments {
  const names = clippings.filter((name) => given[name] !== undefined);
  if (names.length > 1) throw new LinnetError(`${where}: expected one way to clip, got ${names.join(" and ")}`);
  for (const name of names) {
    if (!(given[name]! > 0 && Number.isFinite(given[name])))
      throw new LinnetError(`${where}: expected ${name} to be a number above 0, got ${given[name]}`);
  }
  const { gradientAccumulationSteps: steps } = given;
  if (steps !== undefined && !(Number.isInteger(steps) && steps >= 1)) {
    throw new LinnetError(
      `${where}: expected gradientAccumulationSteps to be a whole number of 1 or more, got ${steps}`,
    );
  }
  return {
    ...Object.fromEntries(names.map((name) => [name, given[name]])),
    ...(steps !== undefined && { gradientAccumulationSteps: steps }),
  };
}
