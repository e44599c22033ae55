// Training in two phases: the head on a frozen base, and then the last blocks of the base with it.

import type { Blocks } from "../../models/architecture.js";
import { architectures, defaultArchitecture } from "../../models/architectures.js";
import { layerDecay, unfreezeBlocks } from "../../models/unfreeze.js";
import type { CheckpointOptions } from "../../train/checkpoint/backup.js";
import type { Model } from "../../train/model.js";
import type { History } from "../../train/run/history.js";
import { compileModel } from "./compileModel.js";
import type { FineTuneOptions } from "./fineTuneOptions.js";
import type { TrainOptions } from "./options.js";

/** The epochs of one phase, counted on from those before, and where it is kept. */
export interface Phase {
  readonly initialEpoch: number;
  readonly epochs: number;
  readonly earlier?: History;
  readonly checkpoint: CheckpointOptions;
}

/** Where the phases are kept. */
export interface KeptPhases {
  /** The first epoch of the second phase, where a run that was broken off in it goes on; else null. */
  readonly second: number | null;
  /** What `fit` is told. @param isBegun whether what is kept, where there is something, is of this phase */
  checkpoint(isBegun: boolean): CheckpointOptions;
}

export interface PhaseInputs {
  readonly options: TrainOptions;
  /** How many photographs are trained on in an epoch. */
  readonly examples: number;
  readonly kept: KeptPhases;
  readonly pretrained: boolean;
  readonly signal: AbortSignal;
}

/**
 * Compiles the model and has `fit` train it, and so once more where blocks are to be fine-tuned. A run that was broken off
 * in the second phase goes on in it.
 */
export async function fitInPhases(
  model: Model,
  { options, examples, kept, pretrained, signal }: PhaseInputs,
  fit: (phase: Phase) => Promise<History>,
): Promise<History> {
  const { fineTune, epochs } = options;
  let settled: History | undefined;
  if (kept.second === null) {
    await compileModel(model, options, examples, pretrained ? {} : ratesOf(model, options));
    settled = await fit({ initialEpoch: 0, epochs, checkpoint: kept.checkpoint(true) });
    if (fineTune === undefined || signal.aborted) return settled;
  }
  const second = secondPhase(options);
  const blocks = blocksOfBase();
  console.log(
    `Fine-tuning the last ${fineTune} of ${blocks.length} blocks with the head, at a learning rate of ${second.learningRate.toExponential(2)}.`,
  );
  unfreezeBlocks(model, blocks, fineTune!);
  await compileModel(model, second, examples, ratesOf(model, options));
  const initialEpoch = kept.second ?? settled!.epochs.length;
  const history = await fit({
    initialEpoch,
    epochs: initialEpoch + second.epochs,
    checkpoint: kept.checkpoint(kept.second !== null),
    ...(settled && { earlier: settled }),
  });
  // The features are not those of the model's whole base.
  return { ...history, features: null };
}

function secondPhase(options: TrainOptions): TrainOptions {
  const { epochs, learningRate, fineTuneEpochs = epochs, fineTuneLearningRate = learningRate / 10 } = options;
  return { ...options, epochs: fineTuneEpochs, learningRate: fineTuneLearningRate };
}

function ratesOf(model: Model, { layerDecay: decay }: FineTuneOptions): { readonly [layer: string]: number } {
  return decay === undefined ? {} : layerDecay(model, blocksOfBase(), decay);
}

function blocksOfBase(): Blocks {
  return architectures[defaultArchitecture].create({ includeTop: false }).blocks;
}
