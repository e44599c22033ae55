// Which network of the architectures a network is, told by the names of its layers with weights.

import type { Layer } from "../../layers/layer.js";
import type { Network } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import type { ArchitectureOptions } from "../architecture.js";
import { type ArchitectureName, architectures, findArchitecture } from "../architectures.js";
import type { Source } from "../sources.js";
import type { MatchedNetwork } from "./pairs.js";

/** The architecture with the most of these layers, and the fewest others. @throws LinnetError if none has any of them */
export function likelyArchitecture(network: Network): ArchitectureName {
  const own = weightedNames(network.layers);
  const likenesses = (Object.keys(architectures) as ArchitectureName[]).map((name) => {
    const whole = weightedNames(findArchitecture(name).create().network.layers);
    const common = [...whole].filter((layer) => own.has(layer)).length;
    return { name, likeness: common / (whole.size + own.size - common) };
  });
  const [best] = likenesses.sort((a, b) => b.likeness - a.likeness);
  if (best!.likeness > 0) return best!.name;
  const titles = Object.values(architectures).map(({ title }) => title);
  const found = [...own].slice(0, 3).join(", ");
  throw new LinnetError(
    `model "${network.name}": expected the layers of one of ${titles.join(", ")}, got ${found || "no weights"}`,
  );
}

/** The architecture's networks of all likely widths, with or without the classifier as this one is. */
export function* networksLike(
  network: Network,
  architecture: ArchitectureName,
  source: Source,
): Generator<MatchedNetwork> {
  const { create, alphas } = findArchitecture(architecture);
  const options = { ...formOf(network, architecture), source };
  for (const alpha of likelyWidths(network, architecture, alphas))
    yield { ...create({ ...options, alpha }), architecture, source };
}

/** Widths with published weights, the one that the network's name may say, and then all multiples of a twentieth. */
function likelyWidths(
  { name }: Network,
  architecture: ArchitectureName,
  published: readonly number[],
): readonly number[] {
  if (architecture === "shufflenetv2") return published;
  const said = Number(/_(\d\.\d+)/.exec(name)?.[1] ?? 1);
  const others = Array.from({ length: 40 }, (_, index) => (index + 1) / 20);
  return [...new Set([1, ...(said > 0 ? [said] : []), ...published, ...others])];
}

type Form = Pick<ArchitectureOptions, "inputShape" | "includeTop" | "pooling" | "classes" | "classifierActivation">;

function formOf(network: Network, architecture: ArchitectureName): Form {
  const [height = 0, width = 0, channels = 0] = network.inputShape;
  const { outputShape, layers } = network;
  const inputShape = [height, width, channels] as const;
  const base = weightedNames(findArchitecture(architecture).create({ includeTop: false }).network.layers);
  const whole = weightedNames(findArchitecture(architecture).create().network.layers);
  const own = weightedNames(layers);
  const { layer: last } = network.output;
  // A head of one's own may be like the classifier: a dense layer of the pooled features.
  if (last.className === "Dense" || [...whole].some((layer) => own.has(layer) && !base.has(layer))) {
    const isSoftmax = last.config().activation === "softmax";
    return {
      inputShape,
      includeTop: true,
      classes: outputShape.at(-1)!,
      classifierActivation: isSoftmax ? "softmax" : null,
    };
  }
  const isMax = last.className === "GlobalMaxPooling2D";
  return { inputShape, includeTop: false, pooling: outputShape.length > 1 ? null : isMax ? "max" : "avg" };
}

function weightedNames(layers: readonly Layer[]): ReadonlySet<string> {
  return new Set(layers.filter(({ parameters }) => parameters.length > 0).map(({ name }) => name));
}
