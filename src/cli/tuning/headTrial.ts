// One trial: a head that is trained on kept features, a few epochs at a time, and measured on others.

import type { Backend } from "../../backends/backend.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "../../train/callbacks/callback.js";
import type { Model } from "../../train/model.js";
import type { Span } from "../../train/successiveHalving.js";
import { compileModel } from "../training/compileModel.js";
import type { Examples } from "../training/featureRows.js";
import type { TrainOptions } from "../training/options.js";
import { headModel } from "../transferModel.js";

export interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

/** More is right, or as much with less loss. */
export function compareScores(first: Score, second: Score): number {
  return second.accuracy - first.accuracy || first.loss - second.loss;
}

/** What a head that no longer gives numbers counts as: worse than any other. */
const DIVERGED: Score = { accuracy: 0, loss: Number.POSITIVE_INFINITY };

export interface HeadTrialOptions {
  /** Those of `linnet train`, with the configuration that is tried. */
  readonly options: TrainOptions;
  readonly training: Examples;
  readonly validation: Examples;
  readonly backend: Backend;
  readonly signal: AbortSignal;
  readonly callbacks: readonly Callback[];
}

/** A head with first weights; the function trains it on, and measures it. It ends early, unmeasured, at the signal. */
export async function headTrial({ options, training, validation, backend, signal, callbacks }: HeadTrialOptions) {
  const { batchSize, seed } = options;
  const head = await newHead(options, training, backend);
  return async ({ from, to }: Span): Promise<Score> => {
    try {
      const span = { initialEpoch: from, epochs: to };
      await head.fit(training.x, training.y, { ...span, batchSize, seed, signal, callbacks });
      const { accuracy, loss } = await head.evaluate(validation.x, validation.y, { batchSize });
      return Number.isFinite(loss) ? { accuracy: accuracy!, loss: loss! } : DIVERGED;
    } catch (error) {
      // The only error left on rows that fit: a loss that is no number, at a learning rate that was too high.
      if (error instanceof LinnetError) return DIVERGED;
      throw error;
    }
  };
}

/** The head of `linnet train` with these options, ready to be trained on as many examples. */
async function newHead(options: TrainOptions, { x, y }: Examples, backend: Backend): Promise<Model> {
  const head = headModel(x.shape[1]!, { ...options, classes: y.shape[1]! });
  await compileModel(head, options, x.shape[0]!);
  head.useBackend(backend);
  return head;
}
