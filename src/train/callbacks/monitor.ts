// Watching one figure for its best value.

import { LinnetError } from "../../tensor/errors.js";
import type { Logs } from "./callback.js";

type MonitorMode = "min" | "max" | "auto";

export interface MonitorOptions {
  /** Which figure; `val_loss`. */
  readonly monitor?: string;
  /** Whether less or more is better; `auto` takes more for accuracies and less for all else. */
  readonly mode?: MonitorMode;
  /** How much better it has to be to count; 0. */
  readonly minDelta?: number;
}

/** Says after each epoch whether the figure is the best so far. */
export class Monitor {
  readonly #name: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  #best = Number.NEGATIVE_INFINITY;

  constructor({ monitor = "val_loss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    const wantsMore = mode === "max" || (mode === "auto" && /acc|auc|precision|recall|f1/.test(monitor));
    this.#name = monitor;
    this.#sign = wantsMore ? 1 : -1;
    this.#minDelta = minDelta;
  }

  /** The best figure so far, with the sign that makes more better; what a checkpoint keeps. */
  get best(): number {
    return this.#best;
  }

  set best(value: number) {
    this.#best = value;
  }

  /** @throws LinnetError where the logs do not have the figure */
  isBest(logs: Logs): boolean {
    const value = logs[this.#name];
    if (value === undefined) {
      throw new LinnetError(`callback: expected a figure among ${Object.keys(logs).join(", ")}, got "${this.#name}"`);
    }
    if (!(this.#sign * value > this.#best + this.#minDelta)) return false;
    this.#best = this.#sign * value;
    return true;
  }
}
