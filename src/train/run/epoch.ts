// One epoch of training, and one pass over measured examples.

import type { OutputMetrics } from "../../metrics/outputTally.js";
import { RunningMetrics } from "../../metrics/runningMetrics.js";
import type { Network } from "../../model/network.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import type { Callback } from "../callbacks/callback.js";
import type { RunRecord } from "../checkpoint/runRecord.js";
import { Evaluator, type Trainer } from "../step/trainer.js";
import type { Training } from "../step/training.js";
import type { RunControls } from "./runControls.js";

/** A run, as an epoch needs it. */
export interface EpochRun {
  readonly trainer: Trainer;
  readonly training: Training;
}

interface EpochTools {
  readonly callbacks: readonly Callback[];
  readonly controls: RunControls;
  readonly signal: AbortSignal | undefined;
  readonly breathe: () => Promise<void>;
}

interface EpochSource {
  readonly source: BatchSource;
  readonly cached: boolean;
}

export interface TrainedEpoch {
  readonly running: RunningMetrics;
  readonly learningRate: number;
  /** False if the signal ended it. */
  readonly isWhole: boolean;
}

/** Trains on an epoch, or on the rest of one after a break, and moves the record to its end. */
export async function trainEpoch(
  { trainer, training }: EpochRun,
  record: RunRecord,
  { source, cached, epoch }: EpochSource & { readonly epoch: number },
  { callbacks, controls, signal, breathe }: EpochTools,
): Promise<TrainedEpoch> {
  const { progress } = record.position;
  const { batches: done = 0, learningRate = trainer.learningRate } = progress ?? {};
  const running = new RunningMetrics(training.metrics, progress?.figures);
  const moveTo = (batches: number): Promise<void> =>
    record.moveTo({ epoch, progress: { batches, learningRate, figures: running.figures } });
  const keep = async (batches: number): Promise<void> => {
    await moveTo(batches);
    await record.save();
  };
  let step = 0;
  for await (const batch of source.epoch(epoch)) {
    step += 1;
    // Batches from before the break are made again and skipped, so that those after it are the same.
    if (step > done) {
      for (const callback of callbacks) await callback.onBatchBegin?.(step - 1, controls);
      running.add(await trainer.step(batch, cached));
      controls.moveToStep = () => moveTo(step);
      await breathe();
      for (const callback of callbacks) await callback.onBatchEnd?.(step - 1, running.logs(), controls);
    }
    if (signal?.aborted === true) {
      await keep(Math.max(step, done));
      return { running, learningRate, isWhole: false };
    }
    if (record.stopped) break;
    if (step > done && record.isDue(step)) await keep(step);
  }
  controls.moveToStep = async () => undefined;
  if (step === 0) throw new LinnetError("fit: expected at least one example, the source gave none");
  await record.moveTo({ epoch: epoch + 1, progress: null });
  return { running, learningRate, isWhole: true };
}

/** The loss and the metrics over a source, each picture once. */
export async function evaluateLoop(network: Network, training: Training, source: BatchSource) {
  const evaluator = await Evaluator.create(network, training, source.weighted === true);
  try {
    return (await evaluateSource(evaluator, training.metrics, { source, cached: false })).logs();
  } finally {
    await evaluator.close();
  }
}

export async function evaluateSource(
  evaluator: Evaluator,
  metrics: readonly OutputMetrics[],
  { source, cached }: EpochSource,
): Promise<RunningMetrics> {
  evaluator.refresh();
  const running = new RunningMetrics(metrics);
  for await (const batch of source.inOrder?.() ?? source.epoch(0)) running.add(await evaluator.run(batch, cached));
  return running;
}
