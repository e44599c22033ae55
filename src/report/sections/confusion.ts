// Which class was mistaken for which.

import { confusedPairs, confusionMatrix, MOST_IN_MATRIX } from "../../metrics/confusionMatrix.js";
import { drawChart } from "../chart.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";
import { table } from "../table.js";

const CELL = 44;
const MARGIN = 130;
const PAIRS_SHOWN = 30;

export async function confusionSection({
  classes,
  predictions: { truth, predicted },
}: Pick<TrainingReport, "classes" | "predictions">): Promise<Section> {
  const values = confusionMatrix(truth, predicted, { labels: classes.map((_, label) => label) });
  const section = { id: "confusion", title: "Confusion matrix" };
  if (classes.length > MOST_IN_MATRIX) return { ...section, body: pairsTable(values, classes) };
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
  return { ...section, body: drawing };
}

/** A matrix of many classes would be wider than any page: the pairs that are confused most often. */
function pairsTable(matrix: readonly (readonly number[])[], classes: readonly string[]): string {
  const pairs = confusedPairs(matrix);
  if (pairs.length === 0) return "<p>No class is taken for another.</p>";
  const shown = pairs.slice(0, PAIRS_SHOWN);
  const rest = pairs.length - shown.length;
  const rows = shown.map(({ count, truth, taken }) => [classes[truth]!, classes[taken]!, String(count)]);
  const more = rest > 0 ? `<p>And ${rest} ${rest === 1 ? "pair" : "pairs"} more.</p>` : "";
  return `${table(["labeled", "taken for", "photographs"], rows)}${more}`;
}
