// Work of a figure under a progress bar.

import { type Bar, startBar } from "../../src/cli/progress.js";
import type { FigureTools } from "./tools.js";

export interface BarOptions {
  readonly label: string;
  /** What is counted, in the plural. */
  readonly unit: string;
  readonly signal: AbortSignal;
}

/** The bar begins with the first part that is done, which says how many there are. */
export async function withBar<Result>(
  { label, unit, signal }: BarOptions,
  work: (tools: FigureTools) => Promise<Result>,
): Promise<Result> {
  const bars: Bar[] = [];
  const onProgress = (done: number, total: number): void => {
    if (bars.length === 0) bars.push(startBar(label, total, unit));
    bars[0]!.update(done);
  };
  try {
    return await work({ signal, onProgress });
  } finally {
    bars[0]?.stop();
  }
}
