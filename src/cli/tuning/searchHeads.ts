// The search of `linnet tune`: heads by successive halving, on features that were made before.

import { loadBackend } from "../../backends/index.js";
import { type ReusingBackend, reusePrograms } from "../../backends/reusePrograms.js";
import type { Callback } from "../../train/callbacks/callback.js";
import {
  type HalvingResult,
  planRungs,
  type Span,
  successiveHalving,
  totalEpochs,
} from "../../train/successiveHalving.js";
import { startProgress } from "../progress.js";
import type { TrainOptions } from "../training/options.js";
import { type Candidate, randomConfigurations } from "./configuration.js";
import type { HeadData } from "./headData.js";
import { compareScores, headTrial, type Objective, type Score } from "./headTrial.js";
import { describeRung } from "./tuneText.js";

export type HeadSearch = HalvingResult<Candidate, Score>;

export interface HeadSearchOptions {
  /** Those of `linnet train`; what is searched is replaced in each trial. */
  readonly options: TrainOptions;
  readonly trials: number;
  readonly factor: number;
  readonly objective: Objective;
  readonly signal: AbortSignal;
}

/** Searches with a bar over the epochs of all trials, and prints each rung. */
export async function searchHeads(data: HeadData, search: HeadSearchOptions): Promise<HeadSearch> {
  const { options, trials, factor, objective, signal } = search;
  const { epochs, seed } = options;
  const backend = reusePrograms(await loadBackend(options.backend));
  const total = totalEpochs(planRungs({ trials, epochs, factor }));
  const progress = startProgress("trials", total, "epochs");
  let done = 0;
  const onEpochEnd = (): void => {
    done += 1;
    progress.update(done);
  };
  const onRung = (rung: HeadSearch["rungs"][number]): void => console.log(`\n${describeRung(rung)}`);
  const train = trainer(data, { ...search, backend, callbacks: [{ onEpochEnd }] });
  const candidates = randomConfigurations(trials, seed).map((configuration, index) => ({
    number: index + 1,
    configuration,
  }));
  try {
    return await successiveHalving({
      candidates,
      epochs,
      factor,
      train,
      compare: compareScores[objective],
      onRung,
      signal,
    });
  } finally {
    progress.stop();
    await backend.close();
  }
}

interface TrainerOptions extends HeadSearchOptions {
  readonly backend: ReusingBackend;
  readonly callbacks: readonly Callback[];
}

/** Trains a candidate's head on, which is made when the candidate has its first turn. */
function trainer({ training, validation }: HeadData, { options, backend, signal, callbacks }: TrainerOptions) {
  const heads = new Map<Candidate, (span: Span) => Promise<Score>>();
  return async (candidate: Candidate, span: Span): Promise<Score> => {
    const own = { ...options, ...candidate.configuration };
    const head =
      heads.get(candidate) ?? (await headTrial({ options: own, training, validation, backend, signal, callbacks }));
    heads.set(candidate, head);
    return head(span);
  };
}
