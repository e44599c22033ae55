// The features of examples, kept as rows on which heads can be trained in seconds.

import type { Backend } from "../../backends/backend.js";
import { meanSquaredError } from "../../losses/regression.js";
import { Network } from "../../model/network.js";
import { checkArgument, checkList } from "../../tensor/checkArgument.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import { cutFrozen } from "../step/frozenCut.js";
import { traceEvaluation } from "../step/stepGraph.js";
import { cacheFeatures, FrozenBase } from "./frozenBase.js";

export interface FrozenFeaturesOptions {
  readonly backend: Backend;
  /** Called after each batch with the number of finished examples of all sources. */
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs the part before the cut once on every example. Returns sources of the same examples in the same order, with
 * features in place of pictures.
 * @throws LinnetError if nothing is frozen, or a source changes its pictures in every epoch; the signal's reason if given
 */
export async function frozenFeatures(
  network: Network,
  sources: readonly BatchSource[],
  options: FrozenFeaturesOptions,
): Promise<BatchSource[]> {
  checkArgument("frozenFeatures", "network", network, Network);
  checkList("frozenFeatures", "sources", sources, "object");
  checkOptions("frozenFeatures", options, { backend: "object", onProgress: "function", signal: "object" });
  const { backend, onProgress, signal } = options;
  const trainedLayers = new Set(network.layers.filter(({ trainable }) => trainable));
  // The frozen part does not depend on the loss.
  const anyLosses = network.outputs.map(({ layer: { name } }) => ({ name, loss: meanSquaredError(), weight: 1 }));
  const evaluation = { method: "frozenFeatures", losses: anyLosses, trainedLayers, backend };
  const split = (batchSize: number) => cutFrozen(traceEvaluation(network, evaluation, { batchSize, weighted: false }));
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
