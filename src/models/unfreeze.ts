// Fine-tuning by blocks: which layers are unfrozen together, and the rate of each block.

import type { Layer } from "../layers/layer.js";
import { Network } from "../model/network.js";
import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { power } from "../tensor/power.js";
import type { Blocks } from "./architecture.js";

/**
 * Unfreezes the last `count` blocks for fine-tuning, and freezes those before; other layers stay as they are. Batch norms
 * stay frozen and keep their statistics, as https://keras.io/guides/transfer_learning advises; if they are folded, the
 * convolutions train with a bias. Compile the model afterwards.
 * @throws LinnetError if there are fewer blocks, or the model lacks the layers of one of them
 */
export function unfreezeBlocks(model: Network, blocks: Blocks, count: number): void {
  const all = layersOf(model, blocks);
  if (!(Number.isInteger(count) && count >= 0 && count <= all.length))
    throw new LinnetError(
      `unfreezeBlocks: expected a whole number from 0 to ${all.length} of blocks, got ${describe(count)}`,
    );
  all.forEach((layers, index) => {
    const unfrozen = index >= blocks.length - count;
    for (const layer of layers) layer.trainable = unfrozen && layer.className !== "BatchNormalization";
  });
}

/**
 * Multipliers for `compile` that make earlier layers learn more slowly: `decay` for the last block, its square for the
 * one before, and so on; a head learns at the full rate. Howard and Ruder (arXiv 1801.06146, section 3.1) take 1 / 2.6.
 * @throws LinnetError if decay is not above 0 and at most 1, or the model lacks the layers of a block
 */
export function layerDecay(model: Network, blocks: Blocks, decay: number): { readonly [layer: string]: number } {
  if (!(decay > 0 && decay <= 1))
    throw new LinnetError(`layerDecay: expected decay above 0, at most 1, got ${describe(decay)}`);
  const rates = layersOf(model, blocks).flatMap((layers, index) =>
    layers.map(({ name }) => [name, power(decay, blocks.length - index)] as const),
  );
  return Object.fromEntries(rates);
}

/** The model's layers of each block; fewer than names if batch norm is folded. */
function layersOf(model: Network, blocks: Blocks): Layer[][] {
  checkArgument("blocks", "model", model, Network);
  checkList("blocks", "blocks", blocks, "list");
  const byName = new Map(model.layers.map((layer) => [layer.name, layer]));
  return blocks.map((names, index) => {
    const layers = names.flatMap((name) => byName.get(name) ?? []);
    if (layers.length > 0) return layers;
    throw new LinnetError(`model "${model.name}": it has none of the layers of block ${index + 1}, as "${names[0]}"`);
  });
}
