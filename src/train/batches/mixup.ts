// mixup: trains on mixes of two pictures, with the mix of their targets (arXiv 1710.09412).

import { once } from "../../platform/once.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { seededRandom, shuffledIndexes } from "../../tensor/random.js";
import type { Batch, BatchSource } from "./batchSource.js";
import { isSource } from "./isSource.js";

const random = once(() => import("d3-random"));

export interface MixupOptions {
  /** Above 0: a batch's share is drawn from Beta(alpha, alpha). 0.2 mixes most batches little, 1 all shares alike. */
  readonly alpha: number;
  /** Shares and pairs follow from seed, epoch and batch alone. Default: 0. */
  readonly seed?: number;
}

/**
 * The source with examples mixed in pairs: `share * x[i] + (1 - share) * x[j]`; so are y and the weights. As in the
 * authors' code, a batch has one share, and is paired with itself in another order.
 * @throws LinnetError if alpha is not a number above 0
 */
export function mixup(source: BatchSource, options: MixupOptions): BatchSource {
  if (!isSource(source)) throw new LinnetError(`mixup: expected a source of batches, got ${describe(source)}`);
  checkOptions("mixup", options, { alpha: "number", seed: "number" });
  const { alpha, seed = 0 } = options;
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new LinnetError(`mixup: expected alpha to be a number above 0, got ${alpha}`);
  return {
    ...source,
    inOrder: null,
    epoch: async function* (epoch) {
      const { randomBeta } = await random();
      let step = 0;
      let mixed: Batch | null = null;
      for await (const batch of source.epoch(epoch)) {
        const uniform = seededRandom(seed, "mixup", epoch, step);
        const share = randomBeta.source(uniform)(alpha, alpha)();
        mixed = mixInto(mixed, batch, { share, partners: shuffledIndexes(batch.count, uniform) });
        yield mixed;
        step += 1;
      }
    },
  };
}

interface Mix {
  readonly share: number;
  /** The row that each row is mixed with. */
  readonly partners: Uint32Array;
}

/** Reuses the arrays of the batch before if they have the right length: a batch of pictures is large. */
function mixInto(before: Batch | null, { count, x, y, weights }: Batch, mix: Mix): Batch {
  const arrayFor = (known: Float32Array | undefined, { length }: Float32Array): Float32Array =>
    known?.length === length ? known : new Float32Array(length);
  const mixed = {
    count,
    x: mixRows(x, arrayFor(before?.x, x), mix),
    y: mixRows(y, arrayFor(before?.y, y), mix),
  };
  if (weights === undefined) return mixed;
  return { ...mixed, weights: mixRows(weights, arrayFor(before?.weights, weights), mix) };
}

function mixRows(rows: Float32Array, mixed: Float32Array, { share, partners }: Mix): Float32Array {
  const length = rows.length / partners.length;
  partners.forEach((partner, row) => {
    const [rowStart, partnerStart] = [row * length, partner * length];
    for (let i = 0; i < length; i += 1) {
      mixed[rowStart + i] = share * rows[rowStart + i]! + (1 - share) * rows[partnerStart + i]!;
    }
  });
  return mixed;
}
