// The losses by name.

import { binaryCrossentropy, binaryFocalCrossentropy } from "./binary.js";
import {
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  sparseCategoricalCrossentropy,
} from "./categorical.js";
import { circle } from "./circle.js";
import { categoricalHinge, hinge, squaredHinge } from "./hinge.js";
import type { Loss } from "./loss.js";
import { type LossAlias, type LossName, lossName } from "./lossNames.js";
import { dice, tversky } from "./overlap.js";
import {
  cosineSimilarity,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
} from "./regression.js";

/** See https://keras.io/api/losses. */
const functions: { readonly [Name in LossName]: () => Loss } = {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalGeneralizedCrossEntropy,
  categoricalHinge,
  circle,
  cosineSimilarity,
  dice,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
  tversky,
};

const makers: ReadonlySet<unknown> = new Set(Object.values(functions));

/**
 * The loss of that name with its defaults, or the given function; `categoricalCrossentropy` itself may stand for
 * `categoricalCrossentropy()`, as in Keras.
 * @throws LinnetError if the name is unknown
 */
export function lossOf(given: LossName | LossAlias | Loss | (() => Loss)): Loss {
  if (typeof given !== "function") return functions[lossName(given)]();
  return makers.has(given) ? (given as () => Loss)() : (given as Loss);
}
