// What a search found: the winner, its figure on the photographs that were held out, and how to repeat it.

import { loadBackend } from "../../backends/index.js";
import type { Trial } from "../../train/successiveHalving.js";
import type { Examples } from "../training/featureRows.js";
import type { TrainOptions } from "../training/options.js";
import { asOptions, type Candidate, type Configuration } from "./configuration.js";
import type { HeadData } from "./headData.js";
import { headTrial, type Score } from "./headTrial.js";
import type { HeadSearch } from "./searchHeads.js";

/** How many each part has. */
type Photographs = { readonly [Part in keyof HeadData]: number };

export interface Found {
  readonly search: HeadSearch;
  readonly winner: Trial<Candidate, Score>;
  /** Null where the search was interrupted. */
  readonly heldOut: Score | null;
  readonly photographs: Photographs;
  /** Of the trials alone. */
  readonly seconds: number;
}

export function countPhotographs({ training, validation, trainingSide, heldOut }: HeadData): Photographs {
  const count = ({ x }: Examples): number => x.shape[0]!;
  return {
    training: count(training),
    validation: count(validation),
    trainingSide: count(trainingSide),
    heldOut: count(heldOut),
  };
}

/** Trains the winner on the whole training side, as `linnet train` does, and measures it on what was held out. */
export async function heldOutScore(
  { trainingSide, heldOut }: HeadData,
  options: TrainOptions,
  configuration: Configuration,
): Promise<Score> {
  const { signal } = new AbortController();
  const backend = await loadBackend(options.backend);
  const trained = { training: trainingSide, validation: heldOut, backend, signal, callbacks: [] };
  const train = await headTrial({ ...trained, options: { ...options, ...configuration } });
  return train({ from: 0, to: options.epochs });
}

/** The winner in words. */
export function describeWinner({ search, winner, heldOut, photographs, seconds }: Found, command: string): string {
  const { candidate, result } = winner;
  const trials = search.rungs[0]!.trials.length;
  const measured = `on ${photographs.validation} photographs of the training side`;
  const figures = `loss ${result.loss.toFixed(4)} and accuracy ${result.accuracy.toFixed(4)} ${measured}`;
  const outcome =
    heldOut === null
      ? "The search was stopped; the held-out photographs were not looked at."
      : `Trained on the whole training side, it has a held-out accuracy of ${heldOut.accuracy.toFixed(4)} on ` +
        `${photographs.heldOut} photographs, which were looked at this once.`;
  return [
    `${heldOut === null ? "Best so far" : "Winner"}: trial ${candidate.number} (${asOptions(candidate.configuration)}), ${figures}.`,
    outcome,
    `${trials} trials in ${seconds.toFixed(1)} s, ${(seconds / trials).toFixed(2)} s a trial.`,
    `To train it: ${command}`,
  ].join("\n");
}

interface Asked {
  readonly folder: string;
  readonly options: TrainOptions;
  readonly command: string;
}

/** All of it as JSON. */
export function recordOf(
  { search, winner, heldOut, photographs, seconds }: Found,
  { folder, options, command }: Asked,
) {
  const { rungs, interrupted } = search;
  const trialRecord = ({ candidate, result: { accuracy, loss } }: Trial<Candidate, Score>) => {
    return { trial: candidate.number, ...candidate.configuration, accuracy, loss: Number.isFinite(loss) ? loss : null };
  };
  return {
    folder,
    options,
    photographs,
    rungs: rungs.map(({ epochs, trials }) => ({ epochs, trials: trials.map(trialRecord) })),
    winner: trialRecord(winner),
    heldOut,
    seconds,
    interrupted,
    command,
  };
}
