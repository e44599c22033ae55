// Keras's names of the optimizers, apart from them: a page that only predicts loads none.

import { entryByName } from "../tensor/entryByName.js";

/** As `compile` takes them; each stands for the optimizer with its defaults. */
export type OptimizerName = "adagrad" | "adam" | "adamax" | "adamw" | "rmsprop" | "sgd";

const names: { readonly [Name in OptimizerName]: Name } = {
  adagrad: "adagrad",
  adam: "adam",
  adamax: "adamax",
  adamw: "adamw",
  rmsprop: "rmsprop",
  sgd: "sgd",
};

/** The name that was meant. @throws LinnetError on one that is not known */
export function optimizerName(given: string): OptimizerName {
  return entryByName("compile: optimizer", names, given);
}
