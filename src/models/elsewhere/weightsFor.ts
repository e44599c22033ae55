// A network's weights with the names and layouts of another program, to be written for it.

import type { Weights } from "../../model/network.js";
import { checkArgument, checkList } from "../../tensor/checkArgument.js";
import { LinnetError } from "../../tensor/errors.js";
import { Model } from "../../train/model.js";
import { variantOf } from "../architecture.js";
import { findArchitecture } from "../architectures.js";
import type { MatchedNetwork } from "./pairs.js";
import { programOf, programs } from "./programs.js";
import { torchWeights, toTorch } from "./torchWeights.js";

export type { MatchedNetwork } from "./pairs.js";

/**
 * The weights as the network's source keeps them: `load_state_dict` and `load_weights` take them.
 * @throws LinnetError if batch norm is folded into the convolutions, which no source does
 */
export function weightsFor(built: MatchedNetwork): Weights {
  checkArgument("weightsFor", "the network", built?.network, Model);
  checkList("weightsFor", "blocks", built.blocks, "list");
  const { network, architecture, source } = built;
  variantOf(findArchitecture(architecture), source);
  if (!network.layers.some(({ className }) => className === "BatchNormalization"))
    throw new LinnetError(
      `${findArchitecture(architecture).title}: expected weights with batch norm, which ${source} keeps, got weights that it is folded into`,
    );
  const program = programOf(source);
  if (program === null) return network.getWeights();
  const weights = torchWeights(programs[architecture][program]!(built)).map((weight) => {
    return [weight.name, { shape: weight.shape, values: toTorch(weight, weight.parameter.values) }] as const;
  });
  return new Map(weights);
}
