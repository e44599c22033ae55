// The curves of a training, as the tutorial plots them.

import { checkArgument, checkList } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import type { History } from "../train/run/history.js";
import { type LineChart, type PointSeries, palette } from "./chartData.js";

export interface HistoryChartOptions {
  /** Default: `Training loss and accuracy`. */
  readonly title?: string;
  /** The label of the vertical axis. Default: `loss and accuracy`. */
  readonly label?: string;
  /** The figures, with their `val_` ones if there are any. Default: loss and accuracy. */
  readonly metrics?: readonly string[];
}

/** Figures of every epoch of `fit`: solid lines for training, dashed ones for validation. */
export function historyChart(
  figures: Pick<History, "epochs" | "history">,
  options: HistoryChartOptions = {},
): LineChart {
  checkArgument("historyChart", "figures", figures, "object");
  const { epochs, history } = figures;
  checkList("historyChart", "epochs", epochs, "number");
  checkArgument("historyChart", "history", history, "object");
  checkOptions("historyChart", options, { title: "string", label: "string", metrics: "list" });
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

/** A line of one point would be invisible, so few epochs get marks. */
const FEW_EPOCHS = 5;
