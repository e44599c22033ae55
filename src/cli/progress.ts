// A progress bar with rate and time left; where the terminal cannot show one, nothing.

import type { JobTask, ProgressEvent, StepEvent } from "../jobs/events.js";

/** Loaded where bars can be seen: elsewhere commands start without it. */
const library = process.stderr.isTTY ? await import("cli-progress") : null;

interface Task {
  readonly label: string;
  readonly unit: string;
  /** How many of what is counted make one unit. Default: 1. */
  readonly of?: number;
}

const tasks: { readonly [Name in JobTask]: Task } = {
  audit: { label: "auditing", unit: "photographs" },
  calibration: { label: "calibrating", unit: "photographs" },
  correction: { label: "correcting", unit: "ops" },
  download: { label: "downloading", unit: "MB", of: 1e6 },
  drawing: { label: "drawing", unit: "faces" },
  features: { label: "features", unit: "photographs" },
  evaluation: { label: "evaluating", unit: "photographs" },
  trials: { label: "trials", unit: "epochs" },
};

/** Shows one bar at a time. */
export interface Progress {
  /** Moves the bar of a task, or of an epoch. */
  show(event: ProgressEvent | StepEvent): void;
  /** Removes the bar. */
  hide(): void;
}

export function progressBars(): Progress {
  if (library === null) return { show: () => {}, hide: () => {} };
  let shown: { readonly key: string; readonly bar: Bar } | null = null;
  const hide = (): void => {
    shown?.bar.stop();
    shown = null;
  };
  const barOf = (key: string, make: () => Bar): Bar => {
    if (shown?.key !== key) {
      hide();
      shown = { key, bar: make() };
    }
    return shown!.bar;
  };
  const run = runClock();
  const show = (event: ProgressEvent | StepEvent): void => {
    if (event.kind === "progress") {
      const { done, total } = event;
      const { label, unit, of = 1 } = tasks[event.task];
      const units = (count: number): number => (of === 1 ? count : Number((count / of).toFixed(1)));
      barOf(event.task, () => startBar(label, units(total), unit, units(done))).update(units(done));
      if (done >= total) hide();
    } else {
      const { epoch, epochs, step, steps, loss } = event;
      const left = run.secondsLeft(event);
      const bar = barOf(`epoch ${epoch}`, () => startBar(`epoch ${epoch + 1}/${epochs}`, steps, "steps"));
      bar.update(step, { left, details: loss === null ? "" : `, loss ${loss.toFixed(4)}` });
    }
  };
  return { show, hide };
}

export interface Bar {
  update(done: number, more?: { readonly left: number | null; readonly details: string }): void;
  stop(): void;
}

/**
 * Shows a bar with the rate in `unit` a second, and the time left.
 * @param before what was done before the bar was shown. Default: 0.
 */
export function startBar(label: string, total: number, unit: string, before = 0): Bar {
  if (library === null) return { update: () => {}, stop: () => {} };
  const started = performance.now();
  const format = `${label} {bar} {value}/{total} ${unit}, {rate}/s, {left} left{details}`;
  const bar = new library.SingleBar(
    { format, barsize: 16, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    library.Presets.shades_classic,
  );
  bar.start(total, 0, { rate: "-", left: "-", details: "" });
  return {
    update: (done, { left, details } = { left: null, details: "" }) => {
      const rate = ((done - before) / (performance.now() - started)) * 1000;
      const seconds = left ?? (rate > 0 ? (total - done) / rate : null);
      bar.update(done, { rate: rate.toPrecision(3), left: seconds === null ? "-" : formatSeconds(seconds), details });
    },
    stop: () => bar.stop(),
  };
}

/** The time that is left of a whole run, from what its steps have taken until now, with all that lies between them. */
function runClock(): { secondsLeft(event: StepEvent): number | null } {
  let first: { readonly time: number; readonly done: number } | null = null;
  return {
    secondsLeft: ({ epoch, epochs, epochsAhead, step, steps }) => {
      const time = performance.now();
      const done = epoch * steps + step;
      // A new phase or sparsity counts its epochs, and takes its time, for itself.
      if (first === null || done < first.done || (epoch === 0 && step === 0)) first = { time, done };
      if (done <= first.done) return null;
      const secondsAStep = (time - first.time) / (done - first.done) / 1000;
      return secondsAStep * ((epochs + epochsAhead) * steps - done);
    },
  };
}

/** As `45s`, `3m 05s` or `2h 10m`. */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  const two = (value: number): string => String(value).padStart(2, "0");
  if (whole < 60) return `${whole}s`;
  if (whole < 3600) return `${Math.floor(whole / 60)}m ${two(whole % 60)}s`;
  return `${Math.floor(whole / 3600)}h ${two(Math.floor((whole % 3600) / 60))}m`;
}
