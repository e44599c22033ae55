// Any network's weights with the names of Keras, torchvision or timm, if one of these has the network.

import { Network, type Weights } from "../../model/network.js";
import type { WeightNames } from "../../model/otherNames.js";
import { weightOf } from "../../model/weights.js";
import { checkArgument } from "../../tensor/checkArgument.js";
import { LinnetError } from "../../tensor/errors.js";
import { sameShape } from "../../tensor/shape.js";
import { findArchitecture } from "../architectures.js";
import type { Source } from "../sources.js";
import { computesLike } from "./computesLike.js";
import type { WeightsFile } from "./detectSource.js";
import { likelyArchitecture, networksLike } from "./likelyNetworks.js";
import { matchWeights } from "./matchWeights.js";
import { type Mismatch, mismatchError } from "./mismatchTable.js";
import type { MatchedNetwork } from "./pairs.js";
import { programOf } from "./programs.js";
import { namesThere, weightsThere } from "./weightsThere.js";

/**
 * The weights as the program keeps them.
 * @throws LinnetError, with a table of what does not fit, if the program does not have the network or would not compute the
 * same with the weights
 */
export async function weightsByNames(network: unknown, names: WeightNames): Promise<Weights> {
  return weightsThere(await networkOf(network, names));
}

/** @throws LinnetError as `weightsByNames` and `matchWeights` do */
export async function networkByNames(like: Network, names: WeightNames, file: WeightsFile): Promise<Network> {
  const built = await networkOf(like, names);
  built.network.loadWeights(matchWeights(built, file), { file: file.path });
  return built.network;
}

/** The program's network, with the weights of this one. */
async function networkOf(network: unknown, names: WeightNames): Promise<MatchedNetwork> {
  checkArgument("export", "the network", network, Network);
  const given = network as Network;
  const name = likelyArchitecture(given);
  const { title, variants } = findArchitecture(name);
  const what = `model "${given.name}"`;
  const sources = (Object.keys(variants) as Source[]).filter((source) => namesOf(source) === names);
  if (sources.length === 0) {
    const others = new Set(Object.keys(variants).map(namesOf));
    throw new LinnetError(`${what}: ${names} has no ${title}: expected names of ${[...others].join(" or ")}`);
  }
  if (!given.layers.some(({ className }) => className === "BatchNormalization"))
    throw new LinnetError(
      `${what}: expected weights with batch norm, which ${names}'s ${title} has, got weights that it is folded into`,
    );
  const nearest = sources.map((source) => nearestOf(given, networksLike(given, name, source)));
  const fitting = nearest.filter(({ mismatches }) => mismatches.length === 0);
  if (fitting.length === 0) throw mismatchError(`${what}: does not fit ${names}'s ${title}`, nearest[0]!.mismatches);
  for (const { built } of fitting) {
    built.network.loadWeights(weightsFor(built, given));
    if (await computesLike(built, given)) return built;
  }
  throw new LinnetError(
    `${what}: its weights fit ${names}'s ${title}, which computes something else of them: expected its padding, epsilon and ` +
      `activations, as source "${sources.join('" or "')}" has them`,
  );
}

/** Those of a head that ends in a dense layer, by the names of the classifier in whose place it stands. */
function weightsFor(built: MatchedNetwork, given: Network): Weights {
  const weights = given.getWeights();
  const [head, classifier] = [given.output.layer, built.network.output.layer];
  if (head.className !== "Dense" || classifier.className !== "Dense") return weights;
  const nameThere = (name: string): string =>
    name.startsWith(`${head.name}/`) ? classifier.name + name.slice(head.name.length) : name;
  return new Map([...weights].map(([name, weight]) => [nameThere(name), weight]));
}

function namesOf(source: string): WeightNames {
  return programOf(source) ?? "keras";
}

interface Nearest {
  readonly built: MatchedNetwork;
  readonly mismatches: readonly Mismatch[];
}

function nearestOf(network: Network, candidates: Iterable<MatchedNetwork>): Nearest {
  let best: Nearest | null = null;
  for (const built of candidates) {
    const mismatches = mismatchesOf(network, built);
    if (best === null || mismatches.length < best.mismatches.length) best = { built, mismatches };
    if (mismatches.length === 0) break;
  }
  return best!;
}

function mismatchesOf(network: Network, built: MatchedNetwork): Mismatch[] {
  const weights = weightsFor(built, network);
  const there = namesThere(built);
  const wrong: Mismatch[] = [];
  for (const parameter of built.network.parameters) {
    const found = weightOf(parameter, weights)?.shape ?? null;
    if (found !== null && sameShape(found, parameter.shape)) continue;
    wrong.push({
      name: there.get(parameter.name)!,
      weight: parameter.name,
      expected: parameter.shape,
      found,
    });
  }
  const known = new Set(built.network.parameters.flatMap(({ name, alias }) => [name, alias]));
  for (const [name, { shape }] of weights)
    if (!known.has(name)) wrong.push({ name: "", weight: name, expected: null, found: shape });
  return wrong;
}
