// The names of the losses, in a file of their own: a page that only predicts loads no loss.

import { entryByName } from "../tensor/entryByName.js";

export type LossName = "categoricalCrossentropy" | "binaryCrossentropy" | "meanSquaredError";

/** Keras's other names. */
export type LossAlias = "categorical_crossentropy" | "binary_crossentropy" | "mean_squared_error" | "bce" | "mse";

const names: { readonly [Name in LossName]: Name } & { readonly bce: LossName; readonly mse: LossName } = {
  categoricalCrossentropy: "categoricalCrossentropy",
  binaryCrossentropy: "binaryCrossentropy",
  meanSquaredError: "meanSquaredError",
  bce: "binaryCrossentropy",
  mse: "meanSquaredError",
};

/** The loss's own name. @throws LinnetError if the name is unknown */
export function lossName(given: LossName | LossAlias): LossName {
  return entryByName("compile: loss", names, given);
}
