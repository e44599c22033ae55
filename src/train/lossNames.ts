// The names of the losses, apart from them: a page that only predicts loads none.

import { entryByName } from "../tensor/entryByName.js";

export type LossName = "categoricalCrossentropy" | "binaryCrossentropy" | "meanSquaredError";

/** Keras's other names of them. */
export type LossAlias = "categorical_crossentropy" | "binary_crossentropy" | "mean_squared_error" | "bce" | "mse";

const names: { readonly [Name in LossName]: Name } & { readonly bce: LossName; readonly mse: LossName } = {
  categoricalCrossentropy: "categoricalCrossentropy",
  binaryCrossentropy: "binaryCrossentropy",
  meanSquaredError: "meanSquaredError",
  bce: "binaryCrossentropy",
  mse: "meanSquaredError",
};

/** The name that was meant. @throws LinnetError on one that is not known */
export function lossName(given: LossName | LossAlias): LossName {
  return entryByName("compile: loss", names, given);
}
