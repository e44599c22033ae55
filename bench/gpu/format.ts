// The table of what was measured.

import { formatTable } from "../report.ts";
import type { GpuTime } from "./measure.ts";

export interface GpuResults {
  /** What graphics hardware calls itself. */
  readonly adapter: string;
  readonly times: readonly GpuTime[];
}

/** Ratios are to linnet's webgpu backend. */
export function formatGpu({ adapter, times }: GpuResults): string {
  const header = [
    adapter,
    "batch",
    "ms a call",
    "at best",
    "calls",
    "linnet webgpu is",
    "ms to the first",
    "differs by",
  ];
  const rows = times.map((time) => {
    const { library, network, batch } = time;
    const own = times.find((other) => {
      return other.library === "linnet webgpu" && other.network === network && other.batch === batch;
    });
    return [
      `${network}: ${library}`,
      `${batch}`,
      time.median.toFixed(2),
      time.best.toFixed(2),
      `${time.calls}`,
      own === undefined || own === time ? "" : `${(time.median / own.median).toFixed(2)} x as fast`,
      time.firstMilliseconds.toFixed(0),
      time.difference.toExponential(0),
    ];
  });
  return formatTable(header, rows);
}
