// Accuracy against sparsity as a chart.

import type { LineChart } from "../../report/chartData.js";
import type { Level } from "./pruneInLevels.js";

/** A point for each level, the model as it was first. */
export function sparsityChart(levels: readonly Level[]): LineChart {
  const points = levels.map(({ zeros, weights, accuracy }) => [zeros / weights, accuracy] as const);
  return {
    kind: "line",
    title: "Accuracy against sparsity",
    x: { label: "part of the weights that are 0", min: 0, max: 1 },
    y: { label: "accuracy on held-out photographs" },
    series: [{ name: "accuracy", points, marks: true }],
  };
}
