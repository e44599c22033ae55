// What every optimizer takes besides its own arguments: how gradients are clipped, and how many make one update.

import { LinnetError } from "../tensor/errors.js";

/** Keras's arguments of these names; at most one may clip. See https://keras.io/api/optimizers. */
export interface GradientArguments {
  /** The largest Euclidean norm of one weight's gradient. Default: none. */
  readonly clipnorm?: number;
  /** The largest absolute value of a gradient's numbers. Default: none. */
  readonly clipvalue?: number;
  /** The largest Euclidean norm of all gradients together. Default: none. */
  readonly globalClipnorm?: number;
  /**
   * Batches whose mean gradient makes one update, so that small batches train as a large one would. Schedules count
   * batches, as in Keras. A sum left at the end of an epoch goes into the next. Default: 1.
   */
  readonly gradientAccumulationSteps?: number;
}

const clippings = ["clipnorm", "clipvalue", "globalClipnorm"] as const;

/**
 * The arguments that were given.
 * @throws LinnetError if an argument is not a number above 0, or two of them clip
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
