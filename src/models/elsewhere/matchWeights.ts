// Weights with the names of Keras, torchvision or timm for a network of linnet's: matched whole, or refused with a table.

import type { Weights } from "../../model/network.js";
import { weightOf } from "../../model/weights.js";
import { sameShape } from "../../tensor/shape.js";
import { findArchitecture } from "../architectures.js";
import { detectProgram, type WeightsFile } from "./detectSource.js";
import { mismatchError } from "./mismatchTable.js";
import {
  type MatchedNetwork,
  type Pairs,
  pairsByKinds,
  pairsByNames,
  pairsByOrder,
  pairsByTorchNames,
} from "./pairs.js";

/**
 * The weights by linnet's names. Those of a classifier are passed over if the network has none.
 * @throws LinnetError naming the file, with a table of what is missing, unused or of another shape
 */
export function matchWeights(built: MatchedNetwork, weights: WeightsFile): Weights {
  const { pairs, unused } = pairUp(built, weights);
  const wrong = pairs.filter(({ expected, found }) => found === undefined || !sameShape(found.shape, expected));
  const mismatches = [
    ...wrong.map(({ name, parameter, expected, found }) => {
      return { name, weight: parameter.name, expected, found: found?.shape ?? null };
    }),
    ...[...unused].map(([name, { shape }]) => ({ name, weight: null, expected: null, found: shape })),
  ];
  if (mismatches.length > 0)
    throw mismatchError(`${weights.path}: does not fit ${titleOf(built)}`, mismatches, pairs.length);
  const matched = pairs.map(({ parameter: { name, shape }, found, convert }) => {
    return [name, { shape, values: convert(found!.values) }] as const;
  });
  return new Map(matched);
}

function pairUp(built: MatchedNetwork, { tensors, byOrder = false, kinds }: WeightsFile): Pairs {
  const detected = detectProgram(tensors);
  if (detected !== null) return pairsByTorchNames(built, tensors, detected);
  const isNamed = built.network.parameters.every((parameter) => weightOf(parameter, tensors) !== undefined);
  if (kinds !== undefined && !isNamed) return pairsByKinds(built, tensors, kinds);
  return byOrder && !isNamed ? pairsByOrder(built, tensors) : pairsByNames(built, tensors);
}

function titleOf({ architecture, source, network }: MatchedNetwork): string {
  const { title } = findArchitecture(architecture);
  return `model "${network.name}", ${source}'s ${title}`;
}
