// Optimizers by Keras's names, with their defaults (https://keras.io/api/optimizers).

import { AdaGrad } from "./adaGrad.js";
import { AdaMax } from "./adaMax.js";
import { Adam, AdamW } from "./adam.js";
import type { Optimizer } from "./optimizer.js";
import type { OptimizerName } from "./optimizerNames.js";
import { RMSProp } from "./rmsProp.js";
import { SGD } from "./sgd.js";

export const optimizerByName: { readonly [Name in OptimizerName]: () => Optimizer } = {
  adagrad: () => new AdaGrad(),
  adam: () => new Adam(),
  adamax: () => new AdaMax(),
  adamw: () => new AdamW(),
  rmsprop: () => new RMSProp(),
  sgd: () => new SGD(),
};
