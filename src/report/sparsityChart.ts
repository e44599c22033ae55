// Accuracy against sparsity as a chart.

import type { PrunedLevel } from "../jobs/prune/level.js";
import type { LineChart } from "./chartData.js";

/** A point for each level; the unpruned model is the first. */
export function sparsityChart(levels: readonly PrunedLevel[]): LineChart {
  const points = levels.map(({ zeros, weights, accuracy }) => [zeros / weights, accuracy] as const);
  return {
    kind: "line",
    title: "Accuracy against sparsity",
    x: { label: "part of the weights that are 0", min: 0, max: 1 },
    y: { label: "accuracy on held-out photographs" },
    series: [{ name: "accuracy", points, marks: true }],
  };
}
