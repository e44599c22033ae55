// The data of a training's report.

import type { Predictions } from "../metrics/reliability.js";
import type { History } from "../train/run/history.js";
import type { ExplainedPicture } from "./explainedPicture.js";

export interface TrainingReport {
  /** The training in a line. */
  readonly title: string;
  readonly classes: readonly string[];
  readonly history: Pick<History, "epochs" | "history">;
  /** On the held-out photographs. */
  readonly predictions: Predictions;
  /** The most confident mistakes, in that order. */
  readonly mistakes: readonly ExplainedPicture[];
  /** Some right ones. */
  readonly right: readonly ExplainedPicture[];
  readonly split: SplitFigures;
  /** The findings of the audit, in words; null if there was none. */
  readonly health: string | null;
  readonly run: RunRecord;
}

export interface SplitFigures {
  /** Whether near-duplicates were kept on one side. */
  readonly kind: "grouped" | "random";
  readonly trainedOn: number;
  /** What a random split would have reported, in a sentence; null if the split is random. */
  readonly randomSplit: string | null;
}

export interface RunRecord {
  /** As entered, for a shell. */
  readonly command: string;
  readonly finishedAt: Date;
  /** The time of the training alone. */
  readonly seconds: number;
  /** Versions, seeds, options, by name. */
  readonly facts: readonly (readonly [name: string, value: string])[];
}
