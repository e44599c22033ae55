// The curves of a training, as the tutorial plots them.

import type { History } from "../train/run/history.js";
import { type LineChart, type PointSeries, palette } from "./chartData.js";

export interface HistoryChartOptions {
  /** `Training loss and accuracy`. */
  readonly title?: string;
  /** What stands at the side; `loss and accuracy`. */
  readonly label?: string;
  /** Which figures, with their `val_` ones where there are some; loss and accuracy. */
  readonly metrics?: readonly string[];
}

/** Figures of every epoch of `fit`: unbroken on what was trained on, broken on what was held out. */
export function historyChart(
  { epochs, history }: Pick<History, "epochs" | "history">,
  options: HistoryChartOptions = {},
): LineChart {
  const { title = "Training loss and accuracy", label = "loss and accuracy", metrics = ["loss", "accuracy"] } = options;
  const series = metrics.flatMap((metric, place) =>
    [metric, `val_${metric}`].flatMap((name): PointSeries[] => {
      const values = history[name];
      if (values === undefined) return [];
      const points = epochs.map((epoch, row) => [epoch + 1, values[row]!] as const);
      const color = palette[place % palette.length]!;
      return [{ name, points, color, stroke: name === metric ? "solid" : "dashed", marks: epochs.length < FEW_EPOCHS }];
    }),
  );
  const first = (epochs[0] ?? 0) + 1;
  const last = (epochs.at(-1) ?? 0) + 1;
  return {
    kind: "line",
    title,
    x: { label: "epoch", min: first, max: last, wholeNumbers: true },
    y: { label },
    series,
  };
}

/** A line of one point is none to be seen. */
const FEW_EPOCHS = 5;
