// Keras's names of the optimizers, in a file of their own: a page that only predicts loads no optimizer.

import { entryByName } from "../tensor/entryByName.js";

/** What `compile` takes; each name stands for the optimizer with its defaults. */
export type OptimizerName = "adadelta" | "adagrad" | "adam" | "adamax" | "adamw" | "lion" | "nadam" | "rmsprop" | "sgd";

const names: { readonly [Name in OptimizerName]: Name } = {
  adadelta: "adadelta",
  adagrad: "adagrad",
  adam: "adam",
  adamax: "adamax",
  adamw: "adamw",
  lion: "lion",
  nadam: "nadam",
  rmsprop: "rmsprop",
  sgd: "sgd",
};

/** The optimizer's name, in any spelling. @throws LinnetError if the name is unknown */
export function optimizerName(given: string): OptimizerName {
  return entryByName("compile: optimizer", names, given);
}
