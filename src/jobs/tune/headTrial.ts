// One trial: a head that is trained on kept features, a few epochs at a time, and measured on others.

import type { Backend } from "../../backends/backend.js";
import { classOf } from "../../metrics/classOf.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "../../train/callbacks/callback.js";
import type { Model } from "../../train/model.js";
import { headModel } from "../base/transferModel.js";
import type { Examples } from "../features.js";
import { compileModel } from "../train/compileModel.js";
import type { TrainSettings } from "../train/options.js";
import { recipeForFit } from "../train/recipe.js";
import type { Score } from "./rung.js";
import type { Span } from "./successiveHalving.js";

/** What trials are ranked by. Accuracy moves with single photographs; every photograph moves the loss a little. */
export const objectiveNames = ["loss", "accuracy"] as const;

export type Objective = (typeof objectiveNames)[number];

/** Which of two scores is better by each objective; the other figure decides between equal ones. */
export const compareScores: { readonly [Name in Objective]: (first: Score, second: Score) => number } = {
  loss: (first, second) => compare(first.loss, second.loss) || compare(second.accuracy, first.accuracy),
  accuracy: (first, second) => compare(second.accuracy, first.accuracy) || compare(first.loss, second.loss),
};

/** A difference of two infinite losses would be no number. */
function compare(first: number, second: number): number {
  return first === second ? 0 : first < second ? -1 : 1;
}

/** What a head that no longer gives numbers counts as: worse than any other. */
const DIVERGED: Score = { accuracy: 0, loss: Number.POSITIVE_INFINITY };

export interface HeadTrialOptions {
  /** Those of a training job, with the configuration that is tried. */
  readonly options: TrainSettings;
  readonly training: Examples;
  readonly validation: Examples;
  readonly backend: Backend;
  readonly signal?: AbortSignal | undefined;
  readonly callbacks: readonly Callback[];
}

/** A head with first weights; the function trains it on, and measures it. It ends early, unmeasured, at the signal. */
export async function headTrial({ options, training, validation, backend, signal, callbacks }: HeadTrialOptions) {
  const { batchSize, seed } = options;
  const head = await newHead(options, training, backend);
  const { classWeight } = recipeForFit(options, labelsOf(training), training.y.shape[1]!);
  const fixed = { batchSize, seed, callbacks, ...(signal && { signal }), ...(classWeight && { classWeight }) };
  return async ({ from, to }: Span): Promise<Score> => {
    try {
      await head.fit(training.x, training.y, { ...fixed, initialEpoch: from, epochs: to });
      const { accuracy, loss } = await head.evaluate(validation.x, validation.y, { batchSize });
      return Number.isFinite(loss) ? { accuracy: accuracy!, loss: loss! } : DIVERGED;
    } catch (error) {
      // The only error left on rows that fit: a loss that is no number, at a learning rate that was too high.
      if (error instanceof LinnetError) return DIVERGED;
      throw error;
    }
  };
}

/** The head of a training job with these options, ready to be trained on as many examples. */
async function newHead(options: TrainSettings, { x, y }: Examples, backend: Backend): Promise<Model> {
  const head = headModel(x.shape[1]!, { ...options, classes: y.shape[1]! });
  compileModel(head, options, x.shape[0]!);
  head.useBackend(backend);
  return head;
}

/** The class of each example. */
function labelsOf({ y }: Examples): number[] {
  const [count, classes] = y.shape as readonly [number, number];
  return Array.from({ length: count }, (_, row) => classOf(y.values, row * classes, classes));
}
