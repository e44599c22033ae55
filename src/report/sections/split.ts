// The figure that counts, on held-out photographs, and what a random split would have reported.

import { accuracy } from "../../metrics/metrics.js";
import { escapeHtml } from "../html.js";
import type { Section } from "../page.js";
import type { SplitFigures, TrainingReport } from "../reportData.js";

const meanings: { readonly [Kind in SplitFigures["kind"]]: string } = {
  grouped: "Copies of one photograph are on one side of the split, so the figure is on photographs that are new.",
  random: "The split is random: copies of one photograph may be on both sides, and then the figure measures memory.",
};

export function splitSection({
  predictions: { truth, predicted },
  split: { kind, trainedOn, randomSplit },
}: Pick<TrainingReport, "predictions" | "split">): Section {
  const body = [
    `<p><span class="figure">${accuracy(truth, predicted).toFixed(4)}</span> of ${truth.length} held-out photographs are right, after training on ${trainedOn}.</p>`,
    `<p>${meanings[kind]}${randomSplit === null ? "" : ` ${escapeHtml(randomSplit)}`}</p>`,
  ];
  return { id: "accuracy", title: "Held-out accuracy", body: body.join("\n") };
}
