// fit and evaluate: the loops over epochs and batches.

import { LinnetError } from "../tensor/errors.js";
import { type BatchSource, checkCount } from "./batches.js";
import { breather } from "./breather.js";
import type { Callback, Logs, TrainingControls } from "./callbacks/callback.js";
import { type ClassWeight, weighByClass } from "./classWeights.js";
import { explainKeeping, type Keeping, keepsFeatures } from "./keepFeatures.js";
import { mixup } from "./mixup.js";
import type { Network } from "./network.js";
import { type MetricName, RunningMetrics } from "./runningMetrics.js";
import { Evaluator, Trainer, type TrainerOptions } from "./trainer.js";

/** A model's training arguments, resolved. */
export interface Training extends TrainerOptions {
  readonly metrics: readonly MetricName[];
}

export interface FitLoopOptions {
  /** Goes through the examples up to this epoch; 1. */
  readonly epochs?: number;
  /** The epoch that is the first, to go on from an earlier call; 0. */
  readonly initialEpoch?: number;
  /** What is measured after each epoch. */
  readonly validation?: BatchSource;
  /** Another order in every epoch; true. It matters here only where features are kept. */
  readonly shuffle?: boolean;
  /** Of that order; 0. */
  readonly seed?: number;
  /** What an example of each class counts in the loss, by the class's index; 1. What is measured is not weighted. */
  readonly classWeight?: ClassWeight;
  /**
   * Trains on pictures between two pictures, by shares from Beta(mixup, mixup); none. A frozen base then runs in every
   * epoch. Accuracy is measured against the class with the larger share.
   */
  readonly mixup?: number;
  /** How many bytes the features of a frozen base may take, of all examples together; 1e9. Above, it runs in every epoch. */
  readonly featureBytes?: number;
  readonly callbacks?: readonly Callback[];
  /** Ends training after the step that runs; the history so far is returned. */
  readonly signal?: AbortSignal;
  /** Told, once, how the run goes: what is frozen and whether its features are kept, and why. */
  readonly onPlan?: (explanation: string) => void;
  /** Told while the features of a frozen base are computed. */
  readonly onFeatures?: (done: number, total: number) => void;
}

/** What the frozen base made of the examples that `fit` was given, each in their own order. */
export interface KeptFeatures {
  readonly training: BatchSource;
  /** Null where nothing was given to measure. */
  readonly validation: BatchSource | null;
}

/** Keras's History: the figures of each epoch, in order. */
export interface History {
  readonly epochs: readonly number[];
  readonly history: { readonly [name: string]: readonly number[] };
  /** Whether a signal ended training before its last epoch. */
  readonly interrupted: boolean;
  /** Rows on which another head can be trained in seconds; null where the base ran more than once on any picture. */
  readonly features: KeptFeatures | null;
}

export async function fitLoop(network: Network, training: Training, given: BatchSource, options: FitLoopOptions) {
  checkCount("fit", "epochs", options.epochs ?? 1);
  const source = asTrainedOn(given, options);
  const trainer = await Trainer.create(network, training, source.weighted === true);
  const evaluator = options.validation === undefined ? null : await Evaluator.create(network, training);
  try {
    const keep = keepsFeatures({ trainer, evaluator }, source, options);
    options.onPlan?.(explainKeeping(trainer, source, keep));
    return await runEpochs(network, { trainer, evaluator, training, keep }, source, options);
  } finally {
    await trainer.close();
    await evaluator?.close();
  }
}

/** The examples with the weights of their classes, and mixed, where the options ask for it. */
function asTrainedOn(source: BatchSource, { classWeight, mixup: alpha, seed = 0 }: FitLoopOptions): BatchSource {
  const weighted = classWeight === undefined ? source : weighByClass(source, classWeight);
  return alpha === undefined ? weighted : mixup(weighted, { alpha, seed });
}

interface Run {
  readonly keep: Keeping;
  readonly trainer: Trainer;
  readonly evaluator: Evaluator | null;
  readonly training: Training;
}

async function runEpochs(network: Network, run: Run, given: BatchSource, options: FitLoopOptions): Promise<History> {
  const { epochs = 1, initialEpoch = 0, shuffle = true, seed = 0, callbacks = [], signal, onFeatures } = options;
  const featureOptions = { shuffle, seed, ...(onFeatures && { onProgress: onFeatures }), ...(signal && { signal }) };
  const rows: { epoch: number; logs: Logs }[] = [];
  let stopped = false;
  const breathe = breather();
  const controls: TrainingControls = {
    stop: () => {
      stopped = true;
    },
    getWeights: () => network.getWeights(),
    setWeights: (weights) => network.loadWeights(weights),
  };
  const { source, cached } = await run.trainer.withFeatures(given, run.keep.training, featureOptions);
  const validation = await run.evaluator?.withFeatures(options.validation!, run.keep.validation, {
    ...featureOptions,
    shuffle: false,
  });
  for (const callback of callbacks)
    await callback.onTrainBegin?.({ initialEpoch, epochs, steps: stepsOf(source) }, controls);
  for (let epoch = initialEpoch; epoch < epochs && !stopped && signal?.aborted !== true; epoch += 1) {
    for (const callback of callbacks) await callback.onEpochBegin?.(epoch, controls);
    const learningRate = run.trainer.learningRate;
    const trained = await trainEpoch(run, { source, cached, epoch }, { callbacks, controls, signal, breathe });
    await run.trainer.writeWeights();
    const validated = validation && (await evaluateSource(run.evaluator!, run.training.metrics, validation));
    const logs = { ...trained.logs(), ...validated?.logs("val_"), learning_rate: learningRate };
    rows.push({ epoch, logs });
    const before = network.parameters.map(({ values }) => values);
    for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, controls);
    if (network.parameters.some(({ values }, index) => values !== before[index])) await run.trainer.readWeights();
  }
  for (const callback of callbacks) await callback.onTrainEnd?.(controls);
  const allKept = cached && validation?.cached !== false;
  const features = allKept ? { training: source, validation: validation?.source ?? null } : null;
  return { ...historyOf(rows), interrupted: signal?.aborted === true, features };
}

function stepsOf({ size, batchSize }: BatchSource): number {
  return Math.ceil(size / batchSize);
}

interface EpochTools {
  readonly callbacks: readonly Callback[];
  readonly controls: TrainingControls;
  readonly signal: AbortSignal | undefined;
  readonly breathe: () => Promise<void>;
}

interface EpochSource {
  readonly source: BatchSource;
  readonly cached: boolean;
}

async function trainEpoch(
  { trainer, training }: Run,
  { source, cached, epoch }: EpochSource & { readonly epoch: number },
  { callbacks, controls, signal, breathe }: EpochTools,
): Promise<RunningMetrics> {
  const running = new RunningMetrics(training.metrics);
  let step = 0;
  for await (const batch of source.epoch(epoch)) {
    running.add(batch, await trainer.step(batch, cached));
    await breathe();
    for (const callback of callbacks) await callback.onBatchEnd?.(step, running.logs(), controls);
    step += 1;
    if (signal?.aborted === true) break;
  }
  if (step === 0) throw new LinnetError("fit: expected at least one example, the source gave none");
  return running;
}

/** The loss and the metrics of a model over a source, each picture once. */
export async function evaluateLoop(network: Network, training: Training, source: BatchSource) {
  const evaluator = await Evaluator.create(network, training);
  try {
    return (await evaluateSource(evaluator, training.metrics, { source, cached: false })).logs();
  } finally {
    await evaluator.close();
  }
}

async function evaluateSource(
  evaluator: Evaluator,
  metrics: readonly MetricName[],
  { source, cached }: EpochSource,
): Promise<RunningMetrics> {
  evaluator.refresh();
  const running = new RunningMetrics(metrics);
  for await (const batch of source.inOrder?.() ?? source.epoch(0))
    running.add(batch, await evaluator.run(batch, cached));
  return running;
}

function historyOf(rows: readonly { epoch: number; logs: Logs }[]): Pick<History, "epochs" | "history"> {
  const names = [...new Set(rows.flatMap(({ logs }) => Object.keys(logs)))];
  const history = Object.fromEntries(names.map((name) => [name, rows.map(({ logs }) => logs[name] ?? Number.NaN)]));
  return { epochs: rows.map(({ epoch }) => epoch), history };
}
