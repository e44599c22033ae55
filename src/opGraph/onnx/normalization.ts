// Normalization by means and variances.

import { LinnetError } from "../../tensor/errors.js";
import { batchNorm } from "../../tensor/ops/batchNorm.js";
import { flagOf, numberOf } from "../attributes.js";
import { arranged, channelsLast } from "../functions/layout.js";
import type { OpFunction } from "../opTable.js";
import { shapeOf, tensorValue, toTensor } from "../value.js";
import { expectInput } from "./inputs.js";

/** With given means and variances. */
const batchNormalization: OpFunction = (inputs, node) => {
  const x = expectInput(inputs, 0);
  if (flagOf(node, "training_mode", false))
    throw new LinnetError("expected a network that is trained, its batch normalization is in training mode");
  const axes = channelsLast(shapeOf(x).length);
  const [gamma, beta, mean, variance] = [1, 2, 3, 4].map((index) => toTensor(expectInput(inputs, index)));
  const vectors = { gamma: gamma!, beta: beta!, mean: mean!, variance: variance! };
  return [tensorValue(batchNorm(arranged(x, axes), vectors, numberOf(node, "epsilon", 1e-5)), x.type, axes)];
};

export const normalization: { readonly [op: string]: OpFunction } = { BatchNormalization: batchNormalization };
