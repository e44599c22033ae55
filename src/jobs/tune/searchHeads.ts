// The search: heads by successive halving, on features that were made before.

import { resolveBackend } from "../../backends/index.js";
import { type ReusingBackend, reusePrograms } from "../../backends/reusePrograms.js";
import type { JobControl } from "../events.js";
import { jobBackend } from "../machine.js";
import type { ProgressFile } from "../progressFile.js";
import { type Candidate, randomConfigurations } from "./configuration.js";
import type { HeadData } from "./headData.js";
import { compareScores, headTrial } from "./headTrial.js";
import type { TuneSettings } from "./options.js";
import type { Score } from "./rung.js";
import { type HalvingResult, planRungs, type Span, successiveHalving, totalEpochs } from "./successiveHalving.js";

/** What a trial came to in the rung that ends with these epochs. */
export interface KeptScore extends Score {
  readonly number: number;
  readonly epochs: number;
}

interface SearchControl extends JobControl {
  /** The results from before a break, and where new ones go. */
  readonly progress: ProgressFile<KeptScore>;
}

export type HeadSearch = HalvingResult<Candidate, Score>;

/** Tells of every epoch of a trial, and of every rung. */
export async function searchHeads(data: HeadData, settings: TuneSettings, control: SearchControl): Promise<HeadSearch> {
  const { trials, factor, objective, epochs, seed } = settings;
  const { signal, onEvent, progress } = control;
  const reusing = reusePrograms(await resolveBackend(jobBackend(settings)));
  const rungs = planRungs({ trials, epochs, factor });
  const total = totalEpochs(rungs);
  const borders = rungs.map((rung) => rung.epochs);
  let done = 0;
  const tell = (more: number): void => {
    done += more;
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
      train: keepScores(trainer(data, { settings, backend: reusing, borders, tell, signal }), {
        progress,
        tell,
        signal,
      }),
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
  /** Where rungs end, in epochs. */
  readonly borders: readonly number[];
  /** Told of epochs that are done. */
  readonly tell: (epochs: number) => void;
  readonly signal: AbortSignal | undefined;
}

type TrainCandidate = (candidate: Candidate, span: Span) => Promise<Score>;

/** Takes what is known from before a break, and keeps what is new. */
function keepScores(
  train: TrainCandidate,
  { progress, tell, signal }: Pick<TrainerOptions, "tell" | "signal"> & Pick<SearchControl, "progress">,
): TrainCandidate {
  const known = [...progress.results];
  return async (candidate, { from, to }) => {
    const { number } = candidate;
    const kept = known.find((one) => one.number === number && one.epochs === to);
    if (kept !== undefined) {
      tell(to - from);
      return { accuracy: Number(kept.accuracy), loss: Number(kept.loss) };
    }
    const score = await train(candidate, { from, to });
    if (signal?.aborted !== true) await progress.add({ number, epochs: to, ...score });
    return score;
  };
}

/**
 * Trains a candidate's head on, which is made when the candidate has its first turn. One that had turns before a break is
 * made again, and has them again.
 */
function trainer(
  { training, validation }: HeadData,
  { settings, borders, tell, ...others }: TrainerOptions,
): TrainCandidate {
  const heads = new Map<Candidate, { train: (span: Span) => Promise<Score>; epochs: number }>();
  let isRepeated = false;
  const onEpochEnd = (): void => {
    if (!isRepeated) tell(1);
  };
  return async (candidate, { from, to }) => {
    const options = { ...settings, ...candidate.configuration };
    const callbacks = [{ onEpochEnd }];
    const head = heads.get(candidate) ?? {
      train: await headTrial({ options, training, validation, callbacks, ...others }),
      epochs: 0,
    };
    heads.set(candidate, head);
    isRepeated = true;
    for (const border of borders.filter((epochs) => epochs > head.epochs && epochs <= from)) {
      await head.train({ from: head.epochs, to: border });
      head.epochs = border;
    }
    isRepeated = false;
    head.epochs = to;
    return head.train({ from, to });
  };
}
