// A rung of a search, and what each of its trials came to.

import type { Candidate } from "./configuration.js";
import type { Rung } from "./successiveHalving.js";

/** What a trial is measured by, on the part of the training side that it was not trained on. */
export interface Score {
  readonly accuracy: number;
  readonly loss: number;
}

/** The trials of a rung, the best first. */
export type TunedRung = Rung<Candidate, Score>;
