// What the frozen part of a network makes of examples, kept as rows on which heads can be trained in seconds.

import type { Backend } from "../../backends/backend.js";
import type { Network } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import { losses } from "../losses.js";
import { cutFrozen } from "../step/frozenCut.js";
import { traceEvaluation } from "../step/stepGraph.js";
import { cacheFeatures, FrozenBase } from "./frozenBase.js";

export interface FrozenFeaturesOptions {
  readonly backend: Backend;
  /** Told after each batch how many examples of all sources are done. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs the part before the first trained layer once on every example: sources of the same examples in the same order,
 * with features for pictures.
 * @throws LinnetError where nothing is frozen, or a source has other pictures in every epoch; the signal's reason, once given
 */
export async function frozenFeatures(
  network: Network,
  sources: readonly BatchSource[],
  { backend, onProgress, signal }: FrozenFeaturesOptions,
): Promise<BatchSource[]> {
  const trainedLayers = new Set(network.layers.filter(({ trainable }) => trainable));
  // The frozen part is the same whatever the loss.
  const anyLosses = network.outputs.map(({ layer: { name } }) => ({ name, loss: losses.meanSquaredError, weight: 1 }));
  const options = { losses: anyLosses, trainedLayers };
  const split = (batchSize: number) => cutFrozen(traceEvaluation(network, options, batchSize));
  const base = await FrozenBase.compile(split, backend);
  if (base === null)
    throw new LinnetError(`features: nothing of model "${network.name}" is frozen before what is trained`);
  const total = sources.reduce((sum, { size }) => sum + size, 0);
  const kept: BatchSource[] = [];
  let before = 0;
  try {
    for (const source of sources) {
      const report = (done: number): void => onProgress?.(before + done, total);
      kept.push(
        await cacheFeatures(base, source, { shuffle: true, seed: 0, onProgress: report, ...(signal && { signal }) }),
      );
      before += source.size;
    }
  } finally {
    await base.close();
  }
  return kept;
}
