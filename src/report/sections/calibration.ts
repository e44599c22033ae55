// Whether the model is right as often as it claims.

import { expectedCalibrationError, reliabilityBins } from "../../metrics/reliability.js";
import { drawChart } from "../chart.js";
import type { Chart } from "../chartData.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";

const SIZE = { width: 460, height: 300, theme: "page" } as const;

export async function calibrationSection({ predictions }: Pick<TrainingReport, "predictions">): Promise<Section> {
  const bins = reliabilityBins(predictions);
  const filled = bins.filter(({ count }) => count > 0);
  const part = { min: 0, max: 1 };
  const diagram: Chart = {
    kind: "line",
    title: "Reliability",
    x: { label: "confidence", ...part },
    y: { label: "part that is right", ...part },
    series: [
      { name: "this model", points: filled.map(({ confidence, accuracy }) => [confidence, accuracy]), marks: true },
      { name: "as often right as sure", points: [[0, 0], [1, 1]], stroke: "dashed" }, // biome-ignore format: points
    ],
  };
  const counts: Chart = {
    kind: "bar",
    title: "How sure it is",
    label: "confidence up to",
    categories: bins.map(({ to }) => to.toFixed(1)),
    values: { label: "photographs", wholeNumbers: true },
    series: [{ name: "photographs", values: bins.map(({ count }) => count) }],
  };
  const error = expectedCalibrationError(bins).toFixed(4);
  const body = [
    `<p>Expected calibration error ${error}: by so much differ confidence and the part that is right, on average over ${bins.length} bins; 0 is the best.</p>`,
    `<div class="side">${await drawChart(diagram, SIZE)}\n${await drawChart(counts, SIZE)}</div>`,
  ];
  return { id: "calibration", title: "Calibration", body: body.join("\n") };
}
