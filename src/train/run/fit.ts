// fit: the loop over epochs.

import type { Network } from "../../model/network.js";
import { checkCount } from "../../tensor/checkCount.js";
import { LinnetError } from "../../tensor/errors.js";
import type { BatchSource } from "../batches/batchSource.js";
import { type ClassWeight, weighByClass } from "../batches/classWeights.js";
import { mixup } from "../batches/mixup.js";
import type { Callback, TrainingControls } from "../callbacks/callback.js";
import { Backup, type CheckpointOptions } from "../checkpoint/backup.js";
import type { Identity } from "../checkpoint/identity.js";
import { RunRecord } from "../checkpoint/runRecord.js";
import { explainFeatures, type FeaturePlan, planFeatures } from "../features/featureBudget.js";
import { DivergenceError } from "../step/divergenceError.js";
import { Evaluator, Trainer } from "../step/trainer.js";
import type { Training } from "../step/training.js";
import { withOrigin } from "./divergence.js";
import { evaluateSource, trainEpoch } from "./epoch.js";
import { type History, historyOf, type KeptFeatures, rowsOf } from "./history.js";
import { yieldToEvents } from "./yieldToEvents.js";

export interface FitLoopOptions {
  /** The epoch at which training ends. Default: 1. */
  readonly epochs?: number;
  /** The first epoch, to continue an earlier call. Default: 0, or the checkpoint's. */
  readonly initialEpoch?: number;
  /** The history of that call, which this one's extends. Default: none. */
  readonly earlier?: Pick<History, "epochs" | "history">;
  /** Examples to measure after each epoch. */
  readonly validation?: BatchSource;
  /** Whether every epoch has a different order; it matters here only if features are kept. Default: true. */
  readonly shuffle?: boolean;
  /** Seeds that order. Default: 0. */
  readonly seed?: number;
  /** The weight of each class in the training loss, by the class's index. Default: 1. */
  readonly classWeight?: ClassWeight;
  /**
   * Trains on mixes of two pictures, by shares from Beta(mixup, mixup). A frozen base then runs in every epoch, and
   * accuracy is measured against the class with the larger share. Default: no mixes.
   */
  readonly mixup?: number;
  /** Bytes that the features of all examples may take; above, a frozen base runs in every epoch. Default: 1e9. */
  readonly featureBytes?: number;
  readonly callbacks?: readonly Callback[];
  /** Keeps the run in a file, and continues an interrupted run of the same settings from there. */
  readonly checkpoint?: CheckpointOptions;
  /** Ends training after the current step; the history so far is returned. */
  readonly signal?: AbortSignal;
  /** Called once with how the run proceeds: what is frozen, whether its features are kept, and why. */
  readonly onPlan?: (explanation: string) => void;
  /** Called while the features of a frozen base are computed. */
  readonly onFeatures?: (done: number, total: number) => void;
}

export async function fitLoop(network: Network, training: Training, given: BatchSource, options: FitLoopOptions) {
  checkCount("fit", "epochs", options.epochs ?? 1);
  if (options.classWeight !== undefined && network.outputs.length > 1)
    throw new LinnetError("fit: expected a model of one output for classWeight: give sampleWeight, one per example");
  const source = asTrainedOn(given, options);
  const own = identityOf(training, source, options);
  const frozen = network.layers.filter((layer) => !training.trainedLayers.has(layer));
  const kept = options.checkpoint && (await Backup.open(options.checkpoint, { own, frozen }));
  const trainer = await Trainer.create(network, training, source.weighted === true);
  const evaluator = options.validation === undefined ? null : await Evaluator.create(network, training);
  try {
    const keep = planFeatures({ trainer, evaluator }, source, options);
    options.onPlan?.(explainFeatures(trainer, source, keep));
    return await runEpochs(network, { trainer, evaluator, training, keep, kept }, source, options);
  } finally {
    await trainer.close();
    await evaluator?.close();
  }
}

/** The examples, weighted by class and mixed if the options say so. */
function asTrainedOn(source: BatchSource, { classWeight, mixup: alpha, seed = 0 }: FitLoopOptions): BatchSource {
  const weighted = classWeight === undefined ? source : weighByClass(source, classWeight);
  return alpha === undefined ? weighted : mixup(weighted, { alpha, seed });
}

/** What determines a run's weights, beside the data. */
function identityOf(training: Training, source: BatchSource, options: FitLoopOptions): Identity {
  const { optimizer, backend, learningRateMultipliers } = training;
  const { shuffle = true, seed = 0, classWeight, mixup: alpha } = options;
  const multipliers = [...learningRateMultipliers].map(([{ name }, factor]) => [name, factor]);
  const { size: examples, batchSize } = source;
  const described = JSON.stringify({ name: optimizer.name, ...optimizer.config() });
  return {
    examples,
    batchSize,
    shuffle,
    seed,
    optimizer: described,
    backend: backend.name,
    ...(backend.multiplyAdd !== undefined && { multiplyAdd: backend.multiplyAdd }),
    ...(multipliers.length > 0 && { learningRateMultipliers: JSON.stringify(multipliers) }),
    ...(classWeight !== undefined && { classWeight: JSON.stringify(classWeight) }),
    ...(alpha !== undefined && { mixup: alpha }),
  };
}

interface Run {
  readonly keep: FeaturePlan;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator | null;
  readonly training: Training;
  readonly kept: Awaited<ReturnType<typeof Backup.open>> | undefined;
}

async function runEpochs(network: Network, run: Run, given: BatchSource, options: FitLoopOptions): Promise<History> {
  const { epochs = 1, initialEpoch = 0, callbacks = [], signal } = options;
  const { trainer, training, kept } = run;
  const backup = kept?.backup ?? null;
  const { memory } = training;
  const earlier = rowsOf(options.earlier);
  const record = new RunRecord({ network, trainer, memory, callbacks, backup, initialEpoch, earlier });
  const breathe = yieldToEvents();
  const controls: TrainingControls = {
    stop: () => {
      record.stopped = true;
    },
    getWeights: () => network.getWeights(),
    setWeights: (weights) => network.loadWeights(weights),
  };
  const { source, cached, validation, features } = await prepareSources(run, given, options);
  const shape = { initialEpoch, epochs, steps: stepsOf(source) };
  for (const callback of callbacks) await callback.onTrainBegin?.(shape, controls);
  if (kept?.saved) record.restore(kept.saved, kept.backup.file);
  for (let { epoch } = record.position; epoch < epochs && !record.stopped && signal?.aborted !== true; epoch += 1) {
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch, controls);
    const examples = { source, cached, epoch };
    const trained = await trainEpoch(run, record, examples, { callbacks, controls, signal, breathe }).catch(
      async (error: unknown) => {
        if (!(error instanceof DivergenceError)) throw error;
        throw await withOrigin(error, { ...training, ...examples, trainer, position: record.position });
      },
    );
    const validated = validation && (await evaluateSource(run.evaluator!, training.metrics, validation));
    const logs = { ...trained.running.logs(), ...validated?.logs("val_"), learning_rate: trained.learningRate };
    record.rows.push({ epoch, logs });
    const before = network.parameters.map(({ values }) => values);
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, controls);
    if (network.parameters.some(({ values }, index) => values !== before[index])) trainer.readWeights();
    if (trained.isWhole) await record.save();
  }
  trainer.useAverages();
  for (const callback of callbacks) await callback.onTrainEnd?.(controls);
  if (signal?.aborted !== true) await record.finish();
  return { ...historyOf(record.rows), interrupted: signal?.aborted === true, features };
}

/** The examples to train on and to measure, with features in place of pictures if they are kept. */
async function prepareSources({ trainer, evaluator, keep }: Run, given: BatchSource, options: FitLoopOptions) {
  const { shuffle = true, seed = 0, signal, onFeatures } = options;
  const featureOptions = { shuffle, seed, ...(onFeatures && { onProgress: onFeatures }), ...(signal && { signal }) };
  const { source, cached } = await trainer.withFeatures(given, keep.training, featureOptions);
  const unshuffled = { ...featureOptions, shuffle: false };
  const validation = await evaluator?.withFeatures(options.validation!, keep.validation, unshuffled);
  const allKept = cached && validation?.cached !== false;
  const features: KeptFeatures | null = allKept ? { training: source, validation: validation?.source ?? null } : null;
  return { source, cached, validation, features };
}

function stepsOf({ size, batchSize }: BatchSource): number {
  return Math.ceil(size / batchSize);
}
