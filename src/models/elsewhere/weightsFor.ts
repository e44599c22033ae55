// A network's weights with the names and layouts of another program, to be written for it.

import type { Network, Weights } from "../../model/network.js";
import { offerNames, type WeightNames } from "../../model/otherNames.js";
import { checkArgument, checkList } from "../../tensor/checkArgument.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { Model } from "../../train/model.js";
import { variantOf } from "../architecture.js";
import { findArchitecture } from "../architectures.js";
import type { WeightsFile } from "./detectSource.js";
import type { MatchedNetwork } from "./pairs.js";
import { weightsThere } from "./weightsThere.js";

export type { MatchedNetwork } from "./pairs.js";

/**
 * The weights as the network's source keeps them: `load_state_dict` and `load_weights` take them.
 * @throws LinnetError if batch norm is folded into the convolutions, which no source does
 */
export function weightsFor(built: MatchedNetwork): Weights {
  checkArgument("weightsFor", "the network", built?.network, Model);
  checkList("weightsFor", "blocks", built.blocks, "list");
  const { network, blocks, architecture, source } = built;
  variantOf(findArchitecture(architecture), source);
  if (!network.layers.some(({ className }) => className === "BatchNormalization"))
    throw new LinnetError(
      `${findArchitecture(architecture).title}: expected weights with batch norm, which ${source} keeps, got weights that it is folded into`,
    );
  const there = new Set(network.layers.map(({ name }) => name));
  if (blocks.length === 0 || blocks.some((names) => !Array.isArray(names) || names.some((name) => !there.has(name))))
    throw new LinnetError(
      `weightsFor: expected blocks to name the network's layers, as createBase gives them beside it, got ${describe(blocks)}`,
    );
  return weightsThere(built);
}

// A file of safetensors may have these names; code for it is loaded when one is written.
offerNames(async () => (await import("./weightsByNames.js")).weightsByNames);

/**
 * The program's own network with weights that a file has by the program's names: what the program computes of them.
 * @param like the network whose weights they are
 * @throws LinnetError if the program does not have the network, or naming the file if its weights do not fit
 */
export async function networkByNames(like: Network, names: WeightNames, file: WeightsFile): Promise<Network> {
  return (await import("./weightsByNames.js")).networkByNames(like, names, file);
}
