// Training in two phases: the head on a frozen base, and then the last blocks of the base with it.

import { layerDecay, unfreezeBlocks } from "../../models/blocks.js";
import type { History } from "../../train/fit.js";
import type { Model } from "../../train/model.js";
import { compileModel } from "./compileModel.js";
import type { FineTuneOptions } from "./fineTuneOptions.js";
import type { TrainOptions } from "./options.js";

/** The epochs of one phase, counted on from those before. */
export interface Phase {
  readonly initialEpoch: number;
  readonly epochs: number;
}

export interface PhaseInputs {
  readonly options: TrainOptions;
  /** How many photographs are trained on in an epoch. */
  readonly examples: number;
  readonly pretrained: boolean;
  readonly signal: AbortSignal;
}

/** Compiles the model and has `fit` train it, and so once more where blocks are to be fine-tuned. */
export async function fitInPhases(
  model: Model,
  { options, examples, pretrained, signal }: PhaseInputs,
  fit: (phase: Phase) => Promise<History>,
): Promise<History> {
  const { fineTune, epochs } = options;
  await compileModel(model, options, examples, pretrained ? {} : ratesOf(model, options));
  const settled = await fit({ initialEpoch: 0, epochs });
  if (fineTune === undefined || signal.aborted) return settled;
  const second = secondPhase(options);
  console.log(
    `Fine-tuning the last ${fineTune} of 17 blocks with the head, at a learning rate of ${second.learningRate.toExponential(2)}.`,
  );
  unfreezeBlocks(model, fineTune);
  await compileModel(model, second, examples, ratesOf(model, options));
  const initialEpoch = settled.epochs.length;
  return joined(settled, await fit({ initialEpoch, epochs: initialEpoch + second.epochs }));
}

function secondPhase(options: TrainOptions): TrainOptions {
  const { epochs, learningRate, fineTuneEpochs = epochs, fineTuneLearningRate = learningRate / 10 } = options;
  return { ...options, epochs: fineTuneEpochs, learningRate: fineTuneLearningRate };
}

function ratesOf(model: Model, { layerDecay: decay }: FineTuneOptions): { readonly [layer: string]: number } {
  return decay === undefined ? {} : layerDecay(model, decay);
}

/** Both phases as one; the features that the first has kept are not those of the model as it is now. */
function joined(first: History, second: History): History {
  const names = [...new Set([...Object.keys(first.history), ...Object.keys(second.history)])];
  const history = names.map((name) => [name, [first, second].flatMap((phase) => phase.history[name] ?? [])] as const);
  return {
    epochs: [...first.epochs, ...second.epochs],
    history: Object.fromEntries(history),
    interrupted: second.interrupted,
    features: null,
  };
}
