// The result of fit: the figures of each epoch, and the kept features.

import type { BatchSource } from "../batches/batchSource.js";
import type { EpochFigures } from "../callbacks/callback.js";

/** The frozen base's features of the examples given to `fit`, in their own order. */
export interface KeptFeatures {
  readonly training: BatchSource;
  /** Null if there were no examples to measure. */
  readonly validation: BatchSource | null;
}

/** Keras's History: the figures of each epoch, in order. */
export interface History {
  readonly epochs: readonly number[];
  readonly history: { readonly [name: string]: readonly number[] };
  /** Whether the signal ended training before its last epoch. */
  readonly interrupted: boolean;
  /** Rows on which another head can be trained in seconds; null if they were not kept. */
  readonly features: KeptFeatures | null;
}

type Figures = Pick<History, "epochs" | "history">;

/** The figures of a history, epoch by epoch. */
export function rowsOf(earlier: Figures | undefined): EpochFigures[] {
  const { epochs = [], history = {} } = earlier ?? {};
  return epochs.map((epoch, place) => {
    const figures = Object.entries(history).map(([name, values]) => [name, values[place]!] as const);
    return { epoch, logs: Object.fromEntries(figures) };
  });
}

export function historyOf(rows: readonly EpochFigures[]): Figures {
  const names = [...new Set(rows.flatMap(({ logs }) => Object.keys(logs)))];
  const history = Object.fromEntries(names.map((name) => [name, rows.map(({ logs }) => logs[name] ?? Number.NaN)]));
  return { epochs: rows.map(({ epoch }) => epoch), history };
}
