// Which class was mistaken for which.

import { confusionMatrix } from "../../metrics/metrics.js";
import { drawChart } from "../chart.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";

const CELL = 44;
const MARGIN = 130;

export async function confusionSection({
  classes,
  predictions: { truth, predicted },
}: Pick<TrainingReport, "classes" | "predictions">): Promise<Section> {
  const values = confusionMatrix(truth, predicted, { labels: classes.map((_, label) => label) });
  const drawing = await drawChart(
    {
      kind: "heatMap",
      title: "Held-out photographs",
      columns: { label: "taken for", names: classes },
      rows: { label: "labeled", names: classes },
      values,
    },
    { width: Math.max(460, MARGIN + 2 * CELL * classes.length), height: MARGIN + CELL * classes.length, theme: "page" },
  );
  return { id: "confusion", title: "Confusion matrix", body: drawing };
}
