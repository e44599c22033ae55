// A network's weights as its source keeps them: with PyTorch's names and layouts, or by the paths of Keras 3's variables.

import type { Parameter } from "../../layers/parameter.js";
import type { Weights } from "../../model/network.js";
import type { MatchedNetwork } from "./pairs.js";
import { programOf, programs } from "./programs.js";
import { type TorchWeight, torchWeights, toTorch } from "./torchWeights.js";

export function weightsThere(built: MatchedNetwork): Weights {
  const inTorch = torchWeightsOf(built);
  const weights =
    inTorch === null
      ? built.network.parameters.map((parameter) => {
          const { shape, values } = parameter;
          return [nameInKeras(parameter), { shape, values }] as const;
        })
      : inTorch.map((weight) => {
          const { name, shape, parameter } = weight;
          return [name, { shape, values: toTorch(weight, parameter.values) }] as const;
        });
  return new Map(weights);
}

/** What the source calls each weight, by linnet's name. */
export function namesThere(built: MatchedNetwork): ReadonlyMap<string, string> {
  const inTorch = torchWeightsOf(built);
  if (inTorch !== null) return new Map(inTorch.map(({ parameter, name }) => [parameter.name, name]));
  return new Map(built.network.parameters.map((parameter) => [parameter.name, nameInKeras(parameter)]));
}

/** Null for Keras, whose layers are linnet's. */
function torchWeightsOf(built: MatchedNetwork): readonly TorchWeight[] | null {
  const program = programOf(built.source);
  return program === null ? null : torchWeights(programs[built.architecture][program]!(built));
}

function nameInKeras({ name, alias }: Parameter): string {
  return alias ?? name;
}
