// Training in two phases: the head on a frozen base, and then the last blocks of the base with it.

import type { Blocks } from "../../models/architecture.js";
import { layerDecay, unfreezeBlocks } from "../../models/unfreeze.js";
import type { CheckpointOptions } from "../../train/checkpoint/checkpointOptions.js";
import type { Model } from "../../train/model.js";
import type { History } from "../../train/run/history.js";
import type { OpenedBase } from "../base/openedBase.js";
import type { JobControl } from "../events.js";
import { OptionError } from "../optionError.js";
import { compileModel } from "./compileModel.js";
import type { FineTuneOptions, TrainSettings } from "./options.js";

/**
 * @param base whether it has weights to begin with, and its blocks
 * @throws OptionError naming an option that would have no effect, or is not what was meant
 */
export function checkFineTuning(options: FineTuneOptions, { pretrained, blocks }: FineTunable): void {
  const { fineTune, fineTuneLearningRate, fineTuneEpochs, layerDecay: decay } = options;
  if (fineTune !== undefined && !pretrained)
    throw new OptionError("fineTune", "expected a base with weights, got one that is trained as a whole");
  if (fineTune !== undefined && blocks.length === 0)
    throw new OptionError(
      "fineTune",
      "expected a base of layers, got a graph of another program's ops, which stays frozen",
    );
  if (fineTune !== undefined && fineTune > blocks.length)
    throw new OptionError("fineTune", `expected at most the ${blocks.length} blocks of the base, got ${fineTune}`);
  for (const [option, value] of [
    ["fineTuneLearningRate", fineTuneLearningRate],
    ["fineTuneEpochs", fineTuneEpochs],
    // A base that is trained from its first weights has rates that differ too.
    ["layerDecay", pretrained ? decay : undefined],
  ] as const) {
    if (value !== undefined && fineTune === undefined)
      throw new OptionError(option, "expected fineTune beside it, which unfreezes blocks of the base");
  }
}

type FineTunable = Pick<OpenedBase, "pretrained" | "blocks">;

/** The epochs of one phase, counted on from those before, and the file that keeps it. */
export interface Phase {
  readonly initialEpoch: number;
  readonly epochs: number;
  /** Those of a phase that comes after this one. */
  readonly epochsAhead: number;
  readonly earlier?: History;
  readonly checkpoint?: CheckpointOptions;
}

/** Where the phases are kept. */
export interface KeptPhases {
  /** The first epoch of the second phase, if a run goes on that was broken off in it; else null. */
  readonly second: number | null;
  /** The `checkpoint` of `fit`. @param isBegun whether the file, if there is one, is of this phase */
  checkpoint(isBegun: boolean): CheckpointOptions;
}

export interface PhaseInputs {
  readonly options: TrainSettings;
  /** How many photographs are trained on in an epoch. */
  readonly examples: number;
  /** Null if the run is not kept. */
  readonly kept: KeptPhases | null;
  readonly base: FineTunable;
  readonly control: JobControl;
}

/**
 * Compiles the model and has `fit` train it, and does so once more if blocks are to be fine-tuned. A run that was broken off
 * in the second phase goes on in it.
 */
export async function fitInPhases(
  model: Model,
  { options, examples, kept, base, control }: PhaseInputs,
  fit: (phase: Phase) => Promise<History>,
): Promise<History> {
  const { fineTune, epochs } = options;
  const { pretrained, blocks } = base;
  const begun = kept?.second ?? null;
  let settled: History | undefined;
  if (begun === null) {
    compileModel(model, options, examples, pretrained ? {} : ratesOf(model, blocks, options));
    const epochsAhead = fineTune === undefined ? 0 : secondPhase(options).epochs;
    settled = await fit({ initialEpoch: 0, epochs, epochsAhead, ...keptPhase(kept, true) });
    if (fineTune === undefined || control.signal?.aborted === true) return settled;
  }
  const second = secondPhase(options);
  const { learningRate } = second;
  control.onEvent?.({ kind: "fineTune", blocks: fineTune!, ofBlocks: blocks.length, learningRate });
  unfreezeBlocks(model, blocks, fineTune!);
  compileModel(model, second, examples, ratesOf(model, blocks, options));
  const initialEpoch = begun ?? settled!.epochs.length;
  const history = await fit({
    initialEpoch,
    epochs: initialEpoch + second.epochs,
    epochsAhead: 0,
    ...keptPhase(kept, begun !== null),
    ...(settled && { earlier: settled }),
  });
  // The features are not those of the model's whole base.
  return { ...history, features: null };
}

function keptPhase(kept: KeptPhases | null, isBegun: boolean): Pick<Phase, "checkpoint"> {
  return kept === null ? {} : { checkpoint: kept.checkpoint(isBegun) };
}

function secondPhase(options: TrainSettings): TrainSettings {
  const { epochs, learningRate, fineTuneEpochs = epochs, fineTuneLearningRate = learningRate / 10 } = options;
  return { ...options, epochs: fineTuneEpochs, learningRate: fineTuneLearningRate };
}

function ratesOf(
  model: Model,
  blocks: Blocks,
  { layerDecay: decay }: FineTuneOptions,
): { readonly [layer: string]: number } {
  return decay === undefined ? {} : layerDecay(model, blocks, decay);
}
