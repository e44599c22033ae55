// The names of the losses, in a file of their own: a page that only predicts loads no loss.

import { entryByName, type SnakeCase } from "../tensor/entryByName.js";

export type LossName =
  | "binaryCrossentropy"
  | "binaryFocalCrossentropy"
  | "categoricalCrossentropy"
  | "categoricalFocalCrossentropy"
  | "categoricalGeneralizedCrossEntropy"
  | "categoricalHinge"
  | "circle"
  | "cosineSimilarity"
  | "dice"
  | "hinge"
  | "huber"
  | "klDivergence"
  | "logCosh"
  | "meanAbsoluteError"
  | "meanAbsolutePercentageError"
  | "meanSquaredError"
  | "meanSquaredLogarithmicError"
  | "poisson"
  | "sparseCategoricalCrossentropy"
  | "squaredHinge"
  | "tversky";

/** Keras's short names. */
type ShortName = "bce" | "kld" | "mae" | "mape" | "mse" | "msle";

/** Keras's spellings: of the function, of the class, and short. */
export type LossAlias = SnakeCase<LossName> | Capitalize<LossName> | "KLDivergence" | ShortName | Uppercase<ShortName>;

const names: { readonly [Name in LossName]: Name } & { readonly [Name in ShortName]: LossName } = {
  binaryCrossentropy: "binaryCrossentropy",
  binaryFocalCrossentropy: "binaryFocalCrossentropy",
  categoricalCrossentropy: "categoricalCrossentropy",
  categoricalFocalCrossentropy: "categoricalFocalCrossentropy",
  categoricalGeneralizedCrossEntropy: "categoricalGeneralizedCrossEntropy",
  categoricalHinge: "categoricalHinge",
  circle: "circle",
  cosineSimilarity: "cosineSimilarity",
  dice: "dice",
  hinge: "hinge",
  huber: "huber",
  klDivergence: "klDivergence",
  logCosh: "logCosh",
  meanAbsoluteError: "meanAbsoluteError",
  meanAbsolutePercentageError: "meanAbsolutePercentageError",
  meanSquaredError: "meanSquaredError",
  meanSquaredLogarithmicError: "meanSquaredLogarithmicError",
  poisson: "poisson",
  sparseCategoricalCrossentropy: "sparseCategoricalCrossentropy",
  squaredHinge: "squaredHinge",
  tversky: "tversky",
  bce: "binaryCrossentropy",
  kld: "klDivergence",
  mae: "meanAbsoluteError",
  mape: "meanAbsolutePercentageError",
  mse: "meanSquaredError",
  msle: "meanSquaredLogarithmicError",
};

/** The loss's own name. @throws LinnetError if the name is unknown */
export function lossName(given: LossName | LossAlias): LossName {
  return entryByName("compile: loss", names, given);
}
