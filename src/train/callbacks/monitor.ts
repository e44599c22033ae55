// Watches one figure for its best value.

import { LinnetError } from "../../tensor/errors.js";
import type { Logs } from "./callback.js";

type MonitorMode = "min" | "max" | "auto";

export interface MonitorOptions {
  /** The figure to watch. Default: `val_loss`. */
  readonly monitor?: string;
  /** Whether less or more is better. `auto` wants more of accuracy, AUC, precision, recall and F1. Default: `auto`. */
  readonly mode?: MonitorMode;
  /** The least improvement that counts. Default: 0. */
  readonly minDelta?: number;
}

/** Tells after each epoch whether the figure is the best so far. */
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

  /** The best figure so far, its sign set so that more is better, as a checkpoint keeps it. */
  get best(): number {
    return this.#best;
  }

  set best(value: number) {
    this.#best = value;
  }

  /** @throws LinnetError if the logs lack the figure */
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
