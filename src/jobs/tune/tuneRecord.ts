// A search as plain data, for JSON.

import type { Candidate } from "./configuration.js";
import type { Score } from "./rung.js";
import type { Trial } from "./successiveHalving.js";
import type { Tuned } from "./tuneJob.js";

/** Without the functions and the features that it was made with. */
export function tuneRecord({ search, winner, heldOut, photographs, settings, seconds }: Tuned) {
  const { rungs, interrupted } = search;
  return {
    options: settings,
    photographs,
    rungs: rungs.map(({ epochs, trials }) => ({ epochs, trials: trials.map(trialRecord) })),
    winner: trialRecord(winner),
    heldOut,
    seconds,
    interrupted,
  };
}

function trialRecord({ candidate, result: { accuracy, loss } }: Trial<Candidate, Score>) {
  return { trial: candidate.number, ...candidate.configuration, accuracy, loss: Number.isFinite(loss) ? loss : null };
}
