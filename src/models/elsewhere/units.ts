// The layers of a network that have weights, as other programs name them: by blocks, each batch norm with its convolution.

import type { Layer } from "../../layers/layer.js";
import type { BuiltNetwork } from "../architecture.js";

/** A convolution or a dense layer, and the batch norm behind it; null if there is none. */
export interface Unit {
  readonly layer: Layer;
  readonly norm: Layer | null;
}

export interface Units {
  readonly first: Unit;
  /** Without the first unit, and without the last if the network ends with a convolution that is in no block elsewhere. */
  readonly blocks: readonly (readonly Unit[])[];
  readonly last: Unit | null;
  readonly classifier: readonly Unit[];
}

/** @param endsWithConvolution whether the last block holds a convolution that elsewhere is in none */
export function unitsOf({ network, blocks }: BuiltNetwork, endsWithConvolution: boolean): Units {
  const byName = new Map(network.layers.map((layer) => [layer.name, layer]));
  const grouped = blocks.map((names) => unitsIn(names.map((name) => byName.get(name)!)));
  const inBlocks = new Set(blocks.flat());
  const first = grouped[0]!.shift()!;
  const last = endsWithConvolution ? grouped.at(-1)!.pop()! : null;
  return {
    first,
    blocks: grouped,
    last,
    classifier: unitsIn(network.layers.filter(({ name }) => !inBlocks.has(name))),
  };
}

function unitsIn(layers: readonly Layer[]): Unit[] {
  const units: Unit[] = [];
  for (const layer of layers.filter(({ parameters }) => parameters.length > 0)) {
    const before = units.at(-1);
    if (layer.className === "BatchNormalization") units[units.length - 1] = { layer: before!.layer, norm: layer };
    else units.push({ layer, norm: null });
  }
  return units;
}

/** A layer of linnet's and what another program calls it. */
export type NamedLayer = readonly [layer: Layer, name: string];

/** A unit as a program names it. */
export function named({ layer, norm }: Unit, name: string, normName: string): NamedLayer[] {
  return norm === null
    ? [[layer, name]]
    : [
        [layer, name],
        [norm, normName],
      ];
}

/** Consecutive numbers as blocks of these lengths have them: `[[0, 0], [1, 0], [1, 1]]` of 1 and 2. */
export function numbersInStages(lengths: readonly number[]): readonly (readonly [stage: number, block: number])[] {
  return lengths.flatMap((length, stage) => Array.from({ length }, (_, block) => [stage, block] as const));
}
