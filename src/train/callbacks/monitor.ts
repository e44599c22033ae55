// Watches one figure for its best value.

import { plainName } from "../../tensor/entryByName.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Logs } from "./callback.js";

type MonitorMode = "min" | "max" | "auto";

export interface MonitorOptions {
  /** The figure to watch. Default: `val_loss`. */
  readonly monitor?: string;
  /** Whether less or more is better. `auto` wants less of losses and errors, and more of accuracy and the like. Default: `auto`. */
  readonly mode?: MonitorMode;
  /** The least improvement that counts; its sign is ignored, as in Keras. Default: 0. */
  readonly minDelta?: number;
}

/** The kinds of the options, for `checkOptions`. */
export const monitorKinds = { monitor: "string", mode: "string" } as const;

const WANTS_MORE = /acc|auc|precision|recall|f1|fbeta|cosine|iou|r2|sensitivity|specificity/;
const WANTS_LESS = /loss|error|mse|mae|mape|msle|crossentropy|hinge|divergence|poisson|logcosh/;

/** Tells after each epoch whether the figure is the best so far. */
export class Monitor {
  readonly name: string;
  readonly #where: string;
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  #best: number | null = null;

  /**
   * @param where whose monitor it is, such as `earlyStopping`
   * @throws LinnetError if the mode is unknown, or `auto` and nobody knows whether less or more of the figure is better
   */
  constructor(where: string, { monitor = "val_loss", mode = "auto", minDelta = 0 }: MonitorOptions) {
    this.#where = where;
    this.name = monitor;
    this.#sign = signOf(where, monitor, mode);
    if (Number.isNaN(minDelta)) throw new LinnetError(`${where}: expected minDelta to be a number, got NaN`);
    this.#minDelta = Math.abs(minDelta);
  }

  /** The best figure so far, its sign set so that more is better, as a checkpoint keeps it; null before the first one. */
  get best(): number | null {
    return this.#best;
  }

  /** Sets it to what a checkpoint has kept. */
  restore(best: unknown): void {
    const value = best === null ? Number.NEGATIVE_INFINITY : Number(best);
    this.#best = value === Number.NEGATIVE_INFINITY ? null : value;
  }

  /** Begins with a figure that has to be exceeded. */
  startFrom(figure: number): void {
    this.#best = this.#sign * figure;
  }

  /**
   * The figure of an epoch; null in an epoch without validation, if there are such.
   * @throws LinnetError if the logs lack the figure
   */
  read(logs: Logs, skipsValidation: boolean): number | null {
    const known =
      logs[this.name] ?? Object.entries(logs).find(([name]) => plainName(name) === plainName(this.name))?.[1];
    if (known !== undefined) return known;
    if (skipsValidation && this.name.startsWith("val")) return null;
    const found = Object.keys(logs).join(", ");
    throw new LinnetError(`${this.#where}: expected monitor to be a figure among ${found}, got "${this.name}"`);
  }

  /** Whether the value is better than the reference by more than `minDelta`; anything is better than null. */
  exceeds(value: number, reference: number | null): boolean {
    return reference === null || this.#sign * value - this.#minDelta > this.#sign * reference;
  }

  /** Whether the value is the best so far; if so it is kept. */
  isBest(value: number): boolean {
    if (!this.exceeds(value, this.#best === null ? null : this.#sign * this.#best)) return false;
    this.#best = this.#sign * value;
    return true;
  }
}

function signOf(where: string, monitor: string, mode: MonitorMode): 1 | -1 {
  if (mode === "max") return 1;
  if (mode === "min") return -1;
  if (mode !== "auto") throw new LinnetError(`${where}: expected mode to be min, max or auto, got "${mode}"`);
  const name = plainName(monitor);
  if (WANTS_LESS.test(name)) return -1;
  if (WANTS_MORE.test(name)) return 1;
  throw new LinnetError(
    `${where}: expected mode to be min or max, since "${monitor}" does not say which one is better`,
  );
}
