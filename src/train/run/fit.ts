// fit: the loop over epochs.

import type { Network } from "../../model/network.js";
import { yieldToEvents } from "../../platform/yieldToEvents.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import { weighByClass } from "../batches/classWeights.js";
import { batchesIn, firstBatches, steppedSource } from "../batches/limitedSource.js";
import { mixup } from "../batches/mixup.js";
import type { Callback, RunShape } from "../callbacks/callback.js";
import { epochLog } from "../callbacks/epochLog.js";
import type { CheckpointOptions } from "../checkpoint/checkpointOptions.js";
import { RunRecord } from "../checkpoint/runRecord.js";
import { Backup } from "../checkpoint/saveCheckpoint.js";
import { explainFeatures, type FeaturePlan, planFeatures } from "../features/featureBudget.js";
import { DivergenceError } from "../step/divergenceError.js";
import { Evaluator, Trainer } from "../step/trainer.js";
import type { Training } from "../step/training.js";
import { withOrigin } from "./divergence.js";
import { evaluateSource, type TrainedEpoch, trainEpoch } from "./epoch.js";
import { checkFitLoop, type FitLoopOptions, isMeasured } from "./fitOptions.js";
import { type History, historyOf, type KeptFeatures, rowsOf } from "./history.js";
import { RunControls, rateKeeper } from "./runControls.js";
import { modelIdentity, runIdentity } from "./runIdentity.js";

export async function fitLoop(network: Network, training: Training, given: BatchSource, options: FitLoopOptions) {
  checkFitLoop(options);
  if (options.classWeight !== undefined && network.outputs.length > 1)
    throw new LinnetError("fit: expected a model of one output for classWeight: give sampleWeight, one per example");
  const callbacks = [...(options.callbacks ?? []), ...((options.verbose ?? 0) > 0 ? [epochLog()] : [])];
  const source = asTrainedOn(network, given, options);
  const frozen = network.layers.filter((layer) => !training.trainedLayers.has(layer));
  const checkpoint = checkpointOf(options, callbacks);
  const own = runIdentity(training, source, options);
  const kept = checkpoint && (await Backup.open(checkpoint, { own, model: modelIdentity(network, training), frozen }));
  try {
    return await fitKept(network, { training, kept, callbacks }, source, options);
  } finally {
    await kept?.backup.close();
  }
}

async function fitKept(
  network: Network,
  { training, kept, callbacks }: Pick<Run, "training" | "kept" | "callbacks">,
  source: BatchSource,
  options: FitLoopOptions,
): Promise<History> {
  const trainer = await Trainer.create(network, training, source.weighted === true);
  let evaluator: Evaluator | null = null;
  try {
    const validation = validationOf(options);
    if (validation !== undefined) evaluator = await Evaluator.create(network, training, validation.weighted === true);
    const keep = planFeatures({ trainer, evaluator }, source, { ...options, ...(validation && { validation }) });
    options.onPlan?.(explainFeatures(trainer, source, keep));
    const run = { trainer, evaluator, training, keep, kept, callbacks, validation };
    return await runEpochs(network, run, source, options);
  } finally {
    await trainer.close();
    await evaluator?.close();
  }
}

/** The examples, weighted by class and mixed if the options say so. */
function asTrainedOn(network: Network, source: BatchSource, options: FitLoopOptions): BatchSource {
  const { classWeight, mixup: alpha, seed = 0 } = options;
  const columns = network.outputEnds[0]!.shape.at(-1) ?? 1;
  const weighted =
    classWeight === undefined
      ? source
      : weighByClass(source, classWeight, { method: "fit", classes: Math.max(2, columns) });
  return alpha === undefined ? weighted : mixup(weighted, { alpha, seed });
}

function validationOf({ validation, validationSteps }: FitLoopOptions): BatchSource | undefined {
  return validation === undefined || validationSteps === undefined
    ? validation
    : firstBatches(validation, validationSteps);
}

/** @throws LinnetError if there are several */
function checkpointOf({ checkpoint }: FitLoopOptions, callbacks: readonly Callback[]): CheckpointOptions | undefined {
  const [first, second] = [checkpoint, ...callbacks.map((callback) => callback.checkpoint)].filter(
    (one) => one !== undefined,
  );
  if (second === undefined) return first;
  throw new LinnetError(`fit: expected one file that keeps the run, got ${first!.file} and ${second.file}`);
}

interface Run {
  readonly keep: FeaturePlan;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator | null;
  readonly training: Training;
  readonly kept: Awaited<ReturnType<typeof Backup.open>> | undefined;
  readonly callbacks: readonly Callback[];
  readonly validation: BatchSource | undefined;
}

async function runEpochs(network: Network, run: Run, given: BatchSource, options: FitLoopOptions): Promise<History> {
  const { epochs = 1, initialEpoch = 0, stepsPerEpoch, signal } = options;
  const { trainer, training, kept, callbacks } = run;
  const { memory } = training;
  const record = new RunRecord({
    network,
    trainer,
    memory,
    callbacks: [...callbacks, rateKeeper(memory)],
    backup: kept?.backup ?? null,
    initialEpoch,
    earlier: rowsOf(options.earlier),
  });
  const breathe = yieldToEvents();
  const controls = new RunControls(network, trainer, record);
  const prepared = await prepareSources(run, given, options);
  const { cached, validation, features } = prepared;
  const stepped = stepsPerEpoch === undefined ? null : steppedSource(prepared.source, stepsPerEpoch);
  const source = stepped ?? prepared.source;
  const shape = shapeOf(options, stepsPerEpoch ?? batchesIn(source));
  for (const callback of callbacks) await callback.onTrainBegin?.(shape, controls);
  if (kept?.saved) record.restore(kept.saved, kept.backup.file);
  try {
    for (let { epoch } = record.position; epoch < epochs && !record.stopped && signal?.aborted !== true; epoch += 1) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, controls);
      const examples = { source, cached, epoch };
      const tools = { callbacks, controls, signal, breathe };
      const trained = await trainEpoch(run, record, examples, tools).catch((error: unknown) =>
        endAtDivergence(error, { run, record, examples }),
      );
      if (trained === null) break;
      const measures = validation !== undefined && isMeasured(epoch, options);
      const validated = measures ? await evaluateSource(run.evaluator!, training.metrics, validation) : null;
      const logs = { ...trained.running.logs(), ...validated?.logs("val_"), learning_rate: trained.learningRate };
      record.rows.push({ epoch, logs });
      for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, controls);
      if (trained.isWhole) await record.save();
    }
  } finally {
    await stepped?.close();
  }
  trainer.useAverages();
  for (const callback of callbacks) await callback.onTrainEnd?.(controls);
  if (signal?.aborted !== true) await record.finish();
  return { ...historyOf(record.rows), interrupted: signal?.aborted === true, features };
}

function shapeOf(options: FitLoopOptions, steps: number): RunShape {
  const { epochs = 1, initialEpoch = 0, validationFreq = 1 } = options;
  return { initialEpoch, epochs, steps, skipsValidation: validationFreq !== 1 };
}

interface FailedEpoch {
  readonly run: Run;
  readonly record: RunRecord;
  readonly examples: { readonly source: BatchSource; readonly cached: boolean; readonly epoch: number };
}

/**
 * Ends the run if a callback wants that of numbers that are not finite.
 * @throws DivergenceError with the layer that it began in, otherwise; and any other error
 */
async function endAtDivergence(error: unknown, { run, record, examples }: FailedEpoch): Promise<TrainedEpoch | null> {
  if (!(error instanceof DivergenceError)) throw error;
  const { callbacks, trainer, training } = run;
  if (!callbacks.some(({ endsOnNaN }) => endsOnNaN === true))
    throw await withOrigin(error, { ...training, ...examples, trainer, position: record.position });
  training.memory.steps = record.position.steps;
  record.stopped = true;
  record.rows.push({ epoch: examples.epoch, logs: { loss: Number.NaN, learning_rate: trainer.learningRate } });
  return null;
}

/** The examples to train on and to measure, with features in place of pictures if they are kept. */
async function prepareSources(run: Run, given: BatchSource, options: FitLoopOptions) {
  const { trainer, evaluator, keep } = run;
  const { shuffle = true, seed = 0, signal, onFeatures } = options;
  const featureOptions = { shuffle, seed, ...(onFeatures && { onProgress: onFeatures }), ...(signal && { signal }) };
  const { source, cached } = await trainer.withFeatures(given, keep.training, featureOptions);
  const unshuffled = { ...featureOptions, shuffle: false };
  const validation = await evaluator?.withFeatures(run.validation!, keep.validation, unshuffled);
  const allKept = cached && validation?.cached !== false;
  const features: KeptFeatures | null = allKept ? { training: source, validation: validation?.source ?? null } : null;
  return { source, cached, validation, features };
}
