// How to reproduce the figures.

import { escapeHtml } from "../html.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";
import { facts } from "../table.js";

export function repeatSection({ run }: Pick<TrainingReport, "run">): Section {
  const entries: (readonly [string, string])[] = [
    ["finished", run.finishedAt.toISOString()],
    ["training took", `${run.seconds.toFixed(1)} s`],
    ...run.facts,
  ];
  return {
    id: "repeat",
    title: "How to repeat it",
    body: `<pre>${escapeHtml(run.command)}</pre>\n${facts(entries)}`,
  };
}
