// A progress bar with rate and time left; where the terminal cannot show one, nothing.

import { Presets, SingleBar } from "cli-progress";

export interface Progress {
  update(done: number, details?: string): void;
  /** Removes the bar. */
  stop(): void;
}

/** Shows `label`, a bar, the rate in `unit` a second, and the time left. */
export function startProgress(label: string, total: number, unit: string): Progress {
  if (!process.stderr.isTTY) return { update: () => {}, stop: () => {} };
  const started = performance.now();
  const format = `${label} {bar} {value}/{total} ${unit}, {rate}/s, {eta_formatted} left {details}`;
  const bar = new SingleBar(
    { format, hideCursor: true, clearOnComplete: true, stream: process.stderr },
    Presets.shades_classic,
  );
  bar.start(total, 0, { rate: "-", details: "" });
  return {
    update: (done, details = "") => {
      const rate = (done / (performance.now() - started)) * 1000;
      bar.update(done, { rate: rate.toPrecision(3), details });
    },
    stop: () => bar.stop(),
  };
}
