// Optimizers by Keras's names, with their defaults (https://keras.io/api/optimizers).

import { Adadelta } from "./adadelta.js";
import { Adafactor } from "./adafactor.js";
import { AdaGrad } from "./adaGrad.js";
import { AdaMax } from "./adaMax.js";
import { Adam, AdamW } from "./adam.js";
import { Ftrl } from "./ftrl.js";
import { Lamb } from "./lamb.js";
import { Lion } from "./lion.js";
import { Muon } from "./muon.js";
import { Nadam } from "./nadam.js";
import type { Optimizer } from "./optimizer.js";
import type { OptimizerName } from "./optimizerNames.js";
import { RMSProp } from "./rmsProp.js";
import { SGD } from "./sgd.js";

export const optimizerByName: { readonly [Name in OptimizerName]: () => Optimizer } = {
  adadelta: () => new Adadelta(),
  adafactor: () => new Adafactor(),
  adagrad: () => new AdaGrad(),
  adam: () => new Adam(),
  adamax: () => new AdaMax(),
  adamw: () => new AdamW(),
  ftrl: () => new Ftrl(),
  lamb: () => new Lamb(),
  lion: () => new Lion(),
  muon: () => new Muon(),
  nadam: () => new Nadam(),
  rmsprop: () => new RMSProp(),
  sgd: () => new SGD(),
};
