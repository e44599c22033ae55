// The inverted residual blocks of a MobileNetV2, as what is unfrozen together and learns at one rate.

import type { Layer } from "../layers/layer.js";
import type { Network } from "../model/network.js";
import { LinnetError } from "../tensor/errors.js";

/** What stands before the first block, and after the last one, by Keras's names. */
const FIRST_CONVOLUTION = /^(Conv1|bn_Conv1|Conv1_relu)$/;
const LAST_CONVOLUTION = /^(Conv_1|Conv_1_bn|out_relu)$/;
const BLOCKS = 17;
const BLOCK = /^(expanded_conv|block_(\d+))_/;

/**
 * The layers of each inverted residual block, first to last: 17 of them. The first convolution, Conv1, counts with the
 * first block, expanded_conv, and the last one, Conv_1, with the last block, block_16. Layers of a head are in none.
 * @throws LinnetError where the model has no such blocks
 */
export function mobileNetV2Blocks(model: Network): readonly (readonly Layer[])[] {
  const blocks = Array.from({ length: BLOCKS }, (_, index) =>
    model.layers.filter(({ name }) => placeOf(name) === index),
  );
  if (blocks.some(({ length }) => length === 0))
    throw new LinnetError(`model "${model.name}": it has not the ${BLOCKS} blocks of MobileNetV2`);
  return blocks;
}

/** The index of the layer's block; null where it is in none. */
function placeOf(name: string): number | null {
  if (FIRST_CONVOLUTION.test(name)) return 0;
  if (LAST_CONVOLUTION.test(name)) return BLOCKS - 1;
  const match = BLOCK.exec(name);
  return match === null ? null : Number(match[2] ?? 0);
}

/**
 * Unfreezes the last `count` blocks for fine-tuning, and freezes those before; what is in no block stays as it is. Batch
 * norms stay frozen, and so keep their statistics, as https://keras.io/guides/transfer_learning advises: weights into
 * which they are folded have none, and train as convolutions with a bias. Compile the model after it.
 * @throws LinnetError where there are not so many blocks
 */
export function unfreezeBlocks(model: Network, count: number): void {
  const blocks = mobileNetV2Blocks(model);
  if (!(Number.isInteger(count) && count >= 0 && count <= blocks.length))
    throw new LinnetError(`unfreezeBlocks: expected a whole number from 0 to ${blocks.length} of blocks, got ${count}`);
  blocks.forEach((layers, index) => {
    const unfrozen = index >= blocks.length - count;
    for (const layer of layers) layer.trainable = unfrozen && layer.className !== "BatchNormalization";
  });
}

/**
 * Multipliers for `compile`, by which layers learn the slower the earlier they stand: `decay` for the last block, its
 * square for the one before, and so on; those of a head learn at the whole rate. Howard and Ruder (arXiv 1801.06146,
 * section 3.1) take 1 / 2.6.
 * @throws LinnetError where decay is not above 0 and at most 1
 */
export function layerDecay(model: Network, decay: number): { readonly [layer: string]: number } {
  if (!(decay > 0 && decay <= 1)) throw new LinnetError(`layerDecay: expected decay above 0, at most 1, got ${decay}`);
  const blocks = mobileNetV2Blocks(model);
  return Object.fromEntries(
    blocks.flatMap((layers, index) => layers.map(({ name }) => [name, decay ** (blocks.length - index)])),
  );
}
