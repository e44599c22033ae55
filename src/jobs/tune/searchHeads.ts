// The search: heads by successive halving, on features that were made before.

import { resolveBackend } from "../../backends/index.js";
import { type ReusingBackend, reusePrograms } from "../../backends/reusePrograms.js";
import type { Callback } from "../../train/callbacks/callback.js";
import type { JobControl } from "../events.js";
import { jobBackend } from "../machine.js";
import { type Candidate, randomConfigurations } from "./configuration.js";
import type { HeadData } from "./headData.js";
import { compareScores, headTrial } from "./headTrial.js";
import type { TuneSettings } from "./options.js";
import type { Score } from "./rung.js";
import { type HalvingResult, planRungs, type Span, successiveHalving, totalEpochs } from "./successiveHalving.js";

export type HeadSearch = HalvingResult<Candidate, Score>;

/** Tells of every epoch of a trial, and of every rung. */
export async function searchHeads(data: HeadData, settings: TuneSettings, control: JobControl): Promise<HeadSearch> {
  const { trials, factor, objective, epochs, seed } = settings;
  const { signal, onEvent } = control;
  const reusing = reusePrograms(await resolveBackend(jobBackend(settings)));
  const total = totalEpochs(planRungs({ trials, epochs, factor }));
  let done = 0;
  const onEpochEnd = (): void => {
    done += 1;
    onEvent?.({ kind: "progress", task: "trials", done, total });
  };
  const candidates = randomConfigurations(trials, seed).map((configuration, index) => ({
    number: index + 1,
    configuration,
  }));
  try {
    return await successiveHalving({
      candidates,
      epochs,
      factor,
      train: trainer(data, { settings, backend: reusing, callbacks: [{ onEpochEnd }], signal }),
      compare: compareScores[objective],
      onRung: (rung) => onEvent?.({ kind: "rung", rung }),
      ...(signal && { signal }),
    });
  } finally {
    await reusing.close();
  }
}

interface TrainerOptions {
  readonly settings: TuneSettings;
  readonly backend: ReusingBackend;
  readonly callbacks: readonly Callback[];
  readonly signal: AbortSignal | undefined;
}

/** Trains a candidate's head on, which is made when the candidate has its first turn. */
function trainer({ training, validation }: HeadData, { settings, ...others }: TrainerOptions) {
  const heads = new Map<Candidate, (span: Span) => Promise<Score>>();
  return async (candidate: Candidate, span: Span): Promise<Score> => {
    const options = { ...settings, ...candidate.configuration };
    const head = heads.get(candidate) ?? (await headTrial({ options, training, validation, ...others }));
    heads.set(candidate, head);
    return head(span);
  };
}
