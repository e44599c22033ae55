// What `linnet tune` prints and writes: a table a rung, the winner, and all of it as JSON.

import type { Candidate, Configuration } from "../../jobs/tune/configuration.js";
import type { Score, TunedRung } from "../../jobs/tune/rung.js";
import type { Trial } from "../../jobs/tune/successiveHalving.js";
import type { Tuned } from "../../jobs/tune/tuneJob.js";
import { alignRight, plural } from "./wrap.js";

const HEADER = ["trial", "learning rate", "hidden", "dropout", "accuracy", "loss"];
const TRIALS_SHOWN = 10;

/** A rung's best trials. */
export function describeRung({ epochs, trials }: TunedRung): string {
  const rows = trials
    .slice(0, TRIALS_SHOWN)
    .map(({ candidate: { number, configuration }, result }) => [
      `${number}`,
      `${configuration.learningRate}`,
      `${configuration.hidden}`,
      `${configuration.dropout}`,
      result.accuracy.toFixed(4),
      Number.isFinite(result.loss) ? result.loss.toFixed(4) : "diverged",
    ]);
  const more = trials.length > TRIALS_SHOWN ? [`and ${trials.length - TRIALS_SHOWN} more`] : [];
  const title = `After ${plural(epochs, "epoch")}, ${plural(trials.length, "trial")}, the best first:`;
  return [title, ...alignRight([HEADER, ...rows]), ...more].join("\n");
}

/** The winner in words. */
export function describeWinner({ search, winner, heldOut, photographs, seconds }: Tuned): string {
  const { candidate, result } = winner;
  const trials = search.rungs[0]!.trials.length;
  const measured = `on ${photographs.validation} photographs of the training side`;
  const figures = `loss ${result.loss.toFixed(4)} and accuracy ${result.accuracy.toFixed(4)} ${measured}`;
  const outcome =
    heldOut === null
      ? "The search was stopped; the held-out photographs were not looked at."
      : `Trained on the whole training side, it has a held-out accuracy of ${heldOut.accuracy.toFixed(4)} on ` +
        `${photographs.heldOut} photographs, which were looked at this once.`;
  const options = asOptions(candidate.configuration).join(" ");
  return [
    `${heldOut === null ? "Best so far" : "Winner"}: trial ${candidate.number} (${options}), ${figures}.`,
    outcome,
    `${plural(trials, "trial")} in ${seconds.toFixed(1)} s, ${(seconds / trials).toFixed(2)} s a trial.`,
  ].join("\n");
}

/** As the options of `linnet train`. */
export function asOptions({ learningRate, hidden, dropout }: Configuration): string[] {
  return [`--learning-rate ${learningRate}`, `--hidden ${hidden}`, `--dropout ${dropout}`];
}

/** All of it as JSON. */
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
