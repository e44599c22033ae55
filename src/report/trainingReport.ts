// The report of a training: one self-contained HTML file without scripts.

import { page } from "./page.js";
import type { TrainingReport } from "./reportData.js";
import { calibrationSection } from "./sections/calibration.js";
import { classesSection } from "./sections/classes.js";
import { confusionSection } from "./sections/confusion.js";
import { curvesSection } from "./sections/curves.js";
import { healthSection } from "./sections/health.js";
import { mistakesSection, rightSection } from "./sections/pictures.js";
import { repeatSection } from "./sections/repeat.js";
import { splitSection } from "./sections/split.js";

/** The text of an HTML file. Every name in it is escaped, and every picture is inside it. */
export async function renderTrainingReport(report: TrainingReport): Promise<string> {
  const sections = [
    splitSection(report),
    await curvesSection(report),
    await confusionSection(report),
    classesSection(report),
    await calibrationSection(report),
    mistakesSection(report),
    rightSection(report),
    healthSection(report),
    repeatSection(report),
  ];
  return page(report.title, sections);
}
