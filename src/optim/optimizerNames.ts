// Keras's names of the optimizers, in a file of their own: a page that only predicts loads no optimizer.

import { entryByName } from "../tensor/entryByName.js";

/** What `compile` takes; each name stands for the optimizer with its defaults. */
export type OptimizerName =
  | "adadelta"
  | "adafactor"
  | "adagrad"
  | "adam"
  | "adamax"
  | "adamw"
  | "ftrl"
  | "lamb"
  | "lion"
  | "muon"
  | "nadam"
  | "rmsprop"
  | "sgd";

const names: { readonly [Name in OptimizerName]: Name } = {
  adadelta: "adadelta",
  adafactor: "adafactor",
  adagrad: "adagrad",
  adam: "adam",
  adamax: "adamax",
  adamw: "adamw",
  ftrl: "ftrl",
  lamb: "lamb",
  lion: "lion",
  muon: "muon",
  nadam: "nadam",
  rmsprop: "rmsprop",
  sgd: "sgd",
};

/** The optimizer's name, in any spelling. @throws LinnetError if the name is unknown */
export function optimizerName(given: string): OptimizerName {
  return entryByName("compile: optimizer", names, given);
}
