// A search for a head in words: a table a rung, and the winner.

import type { TunedRung } from "../../jobs/tune/rung.js";
import type { Tuned } from "../../jobs/tune/tuneJob.js";
import { alignRight } from "../../model/textTable.js";
import { plural } from "./lines.js";

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
  const { learningRate, hidden, dropout } = candidate.configuration;
  const configuration = `learning rate ${learningRate}, hidden ${hidden}, dropout ${dropout}`;
  return [
    `${heldOut === null ? "Best so far" : "Winner"}: trial ${candidate.number} (${configuration}), ${figures}.`,
    outcome,
    `${plural(trials, "trial")} in ${seconds.toFixed(1)} s, ${(seconds / trials).toFixed(2)} s a trial.`,
  ].join("\n");
}
