// Epochs of a given number of steps.

import type { Batch, BatchSource } from "./batchSource.js";

/** The batches of one way through a source. */
export function batchesIn({ size, batchSize }: BatchSource): number {
  return Math.ceil(size / batchSize);
}

/** The source's first `steps` batches. */
export function firstBatches(source: BatchSource, steps: number): BatchSource {
  const { inOrder } = source;
  return {
    ...source,
    size: Math.min(source.size, steps * source.batchSize),
    inOrder: inOrder === null ? null : () => take(inOrder()[Symbol.asyncIterator](), steps),
    epoch: (epoch) => take(source.epoch(epoch)[Symbol.asyncIterator](), steps),
  };
}

async function* take(batches: AsyncIterator<Batch>, steps: number): AsyncGenerator<Batch> {
  try {
    for (let step = 0; step < steps; step += 1) {
      const next = await batches.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await batches.return?.();
  }
}

/** A source whose epochs continue one another. */
export interface SteppedSource extends BatchSource {
  /** Ends the way through the source that is still open. */
  close(): Promise<void>;
}

/**
 * The source with epochs of `steps` steps: epoch e has the batches from `e * steps` on of all ways through the source, one
 * after the other. An epoch that follows the one before continues its way; any other begins one, and skips what lies before.
 */
export function steppedSource(source: BatchSource, steps: number): SteppedSource {
  const whole = Math.max(1, batchesIn(source));
  let open: { readonly batches: AsyncIterator<Batch>; readonly way: number } | null = null;
  /** How many batches of all ways have been read. */
  let position = 0;
  const close = async (): Promise<void> => {
    await open?.batches.return?.();
    open = null;
  };
  const seek = async (target: number): Promise<void> => {
    const way = Math.floor(target / whole);
    if (open === null || position !== target || open.way !== way) {
      await close();
      open = { batches: source.epoch(way)[Symbol.asyncIterator](), way };
      position = way * whole;
    }
    while (position < target && (await open.batches.next()).done !== true) position += 1;
    position = target;
  };
  const go = async function* (epoch: number): AsyncGenerator<Batch> {
    for (let step = 0; step < steps; step += 1) {
      const target = epoch * steps + step;
      await seek(target);
      const next = await open!.batches.next();
      position = target + 1;
      if (next.done !== true) yield next.value;
    }
  };
  return { ...source, inOrder: null, epoch: go, close };
}
