// Keras's weights for a network: by their names, or in the order of the layers.

import type { Weights } from "../../model/network.js";
import { weightOf } from "../../model/weights.js";
import type { Model } from "../../train/model.js";

interface GivenWeights {
  readonly tensors: Weights;
  readonly byOrder: boolean;
}

export function matchWeights({ parameters }: Model, { tensors, byOrder }: GivenWeights): Weights {
  const isNamed = parameters.every((parameter) => weightOf(parameter, tensors) !== undefined);
  if (isNamed || !byOrder || tensors.size !== parameters.length) return tensors;
  const values = [...tensors.values()];
  return new Map(parameters.map(({ name }, place) => [name, values[place]!]));
}
