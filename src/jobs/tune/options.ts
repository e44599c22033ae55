// The options of a search, and their defaults.

import { type TrainOptions, type TrainSettings, withDefaults } from "../train/options.js";
import type { Objective } from "./headTrial.js";

export interface SearchOptions {
  /** Random configurations in the first rung. */
  readonly trials: number;
  /** One trial in `factor` goes on to the next rung. */
  readonly factor: number;
  /** What trials are ranked by; the other figure decides between equal ones. */
  readonly objective: Objective;
  /** The part of the training side that trials are measured on. */
  readonly validationSize: number;
}

export const tuneDefaults: SearchOptions = { trials: 27, factor: 3, objective: "loss", validationSize: 0.2 };

/** Those of a training job beside what is searched: learning rate, hidden units and dropout. Default: `tuneDefaults`. */
export interface TuneOptions extends Omit<TrainOptions, "output" | "csv">, Partial<SearchOptions> {}

export type TuneSettings = TrainSettings & SearchOptions;

export function withTuneDefaults(options: TuneOptions): TuneSettings {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...withDefaults({ ...options, augment: false }), ...tuneDefaults, ...Object.fromEntries(given) };
}
