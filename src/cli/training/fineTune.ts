// Training in two phases: the head on a frozen base, and then the last blocks of the base with it.

import type { Command } from "commander";
import { layerDecay, unfreezeBlocks } from "../../models/blocks.js";
import { LinnetError } from "../../tensor/errors.js";
import type { History } from "../../train/fit.js";
import type { Model } from "../../train/model.js";
import { realNumber, wholeNumber } from "../options.js";
import { compileModel } from "./compileModel.js";
import type { TrainOptions } from "./options.js";

export interface FineTuneOptions {
  readonly fineTune?: number;
  readonly fineTuneLearningRate?: number;
  readonly fineTuneEpochs?: number;
  readonly layerDecay?: number;
}

export function addFineTuneOptions(command: Command): void {
  command
    .optionsGroup("Fine-tuning:")
    .option(
      "--fine-tune <blocks>",
      "when the head has settled, go on with the last so many inverted residual blocks of the base unfrozen, of 17; " +
        "Conv_1, behind the last block, counts with it, and Conv1 with the first",
      wholeNumber({ least: 1, most: 17 }),
    )
    .option(
      "--fine-tune-learning-rate <number>",
      "at the start of the second phase (default: a tenth of --learning-rate)",
      realNumber({ least: 0 }),
    )
    .option(
      "--fine-tune-epochs <number>",
      "in the second phase (default: those of --epochs)",
      wholeNumber({ least: 1 }),
    )
    .option(
      "--layer-decay <factor>",
      "what the learning rate is multiplied with for the last block, and again for each block before it",
      realNumber({ least: 0.01, most: 1 }),
    );
}

/**
 * @param pretrained whether the base has weights to begin with, and is frozen
 * @throws LinnetError naming an option that would have no effect, or none that was meant
 */
export function checkFineTuning(options: FineTuneOptions, pretrained: boolean): void {
  const { fineTune, fineTuneLearningRate, fineTuneEpochs, layerDecay: decay } = options;
  if (fineTune !== undefined && !pretrained)
    throw new LinnetError("--fine-tune: expected a base with ImageNet weights, got one that is trained as a whole");
  for (const [option, value] of [
    ["--fine-tune-learning-rate", fineTuneLearningRate],
    ["--fine-tune-epochs", fineTuneEpochs],
    // A base that is trained from its first weights has rates that differ too.
    ["--layer-decay", pretrained ? decay : undefined],
  ] as const) {
    if (value !== undefined && fineTune === undefined)
      throw new LinnetError(`${option}: expected --fine-tune beside it, which unfreezes blocks of the base`);
  }
}

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
