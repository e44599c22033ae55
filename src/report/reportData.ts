// What the report of a training is made of.

import type { Predictions } from "../metrics/reliability.js";
import type { History } from "../train/run/history.js";
import type { ExplainedPicture } from "./explainedPicture.js";

export interface TrainingReport {
  /** What was trained on what, in a line. */
  readonly title: string;
  readonly classes: readonly string[];
  readonly history: Pick<History, "epochs" | "history">;
  /** On the photographs that were held out. */
  readonly predictions: Predictions;
  /** Of those that are wrong, the most confident ones, in that order. */
  readonly mistakes: readonly ExplainedPicture[];
  /** Some of those that are right. */
  readonly right: readonly ExplainedPicture[];
  readonly split: SplitFigures;
  /** What an audit of the photographs says; null where there was none. */
  readonly health: string | null;
  readonly run: RunRecord;
}

export interface SplitFigures {
  /** Whether near-duplicates were kept on one side. */
  readonly kind: "grouped" | "random";
  readonly trainedOn: number;
  /** What a random split would have reported, in a sentence; null where the split is random. */
  readonly randomSplit: string | null;
}

export interface RunRecord {
  /** As it was given, for a shell. */
  readonly command: string;
  readonly finishedAt: Date;
  /** Of training alone. */
  readonly seconds: number;
  /** Versions, seeds, options, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}
