// Loss and accuracy from epoch to epoch.

import { drawChart } from "../chart.js";
import { historyChart } from "../historyChart.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";

const SIZE = { width: 460, height: 300, theme: "page" } as const;

export async function curvesSection({ history }: Pick<TrainingReport, "history">): Promise<Section> {
  const loss = historyChart(history, { title: "Loss", label: "loss", metrics: ["loss"] });
  const accuracy = historyChart(history, { title: "Accuracy", label: "accuracy", metrics: ["accuracy"] });
  const drawings = [await drawChart(loss, SIZE), await drawChart(accuracy, SIZE)];
  const note =
    "<p><small>Unbroken: the photographs that were trained on, with dropout and augmentation where they are on. Broken: those held out.</small></p>";
  return { id: "curves", title: "Loss and accuracy", body: `<div class="side">${drawings.join("\n")}</div>\n${note}` };
}
