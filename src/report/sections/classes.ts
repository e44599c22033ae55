// Precision, recall and F1 of each class.

import { averaged, type ClassFigures, classFigures } from "../../metrics/metrics.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";
import { table } from "../table.js";

export function classesSection({
  classes,
  predictions: { truth, predicted },
}: Pick<TrainingReport, "classes" | "predictions">): Section {
  const figures = classFigures(truth, predicted, { labels: classes.map((_, label) => label) });
  const row = (name: string, { precision, recall, f1, support }: ClassFigures): string[] => [
    name,
    ...[precision, recall, f1].map((value) => value.toFixed(4)),
    String(support),
  ];
  const rows = [
    ...figures.map((figure, label) => row(classes[label]!, figure)),
    row("plain mean", averaged(figures, "macro")),
    row("weighted mean", averaged(figures, "weighted")),
  ];
  return {
    id: "classes",
    title: "Each class",
    body: table(["class", "precision", "recall", "F1", "photographs"], rows),
  };
}
