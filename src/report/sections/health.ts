// What is wrong with the photographs themselves.

import { escapeHtml } from "../html.js";
import type { Section } from "../page.js";
import type { TrainingReport } from "../reportData.js";

export function healthSection({ health }: Pick<TrainingReport, "health">): Section {
  const body =
    health === null
      ? "<p>Nothing was looked for, since the split is random; <code>linnet audit</code> looks.</p>"
      : `<pre>${escapeHtml(health)}</pre>`;
  return { id: "health", title: "The data's health", body };
}
